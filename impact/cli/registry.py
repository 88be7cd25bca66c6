"""Collecting the subcommands that stand on a shelf, and starting one; none of them knows of this room."""

from __future__ import annotations

import importlib
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import NoReturn

from impact.cli import commands


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand.

    A file on the shelf is one: its name is the command's (`_` for `-`), the first line of its docstring the summary;
    `add_options` tells argparse what it takes, and `run` does it and returns the exit code. Or else `SHELF` is the
    package of its own subcommands; with both, `run` answers where none of them is named.
    """

    name: str
    module: ModuleType

    @property
    def summary(self) -> str:
        """One sentence that tells what it does."""
        return (self.module.__doc__ or "").strip().partition("\n")[0]


def collect(shelf: ModuleType = commands) -> Iterator[Command]:
    """Yield the subcommands on a shelf in the order of their names."""
    for name in _names(shelf):
        yield _load(shelf, name)


def dispatch(program: str, description: str, shelf: ModuleType, arguments: Sequence[str]) -> int:
    """Run the subcommand that the arguments begin with; return its exit code. Only that one is imported.

    Where they begin with none, argparse prints the help, or what is wrong, and exits.
    """
    if arguments and arguments[0] in _names(shelf):
        command = _load(shelf, arguments[0])
        program = f"{program} {command.name}"
        nested = getattr(command.module, "SHELF", None)
        if nested is not None and (not hasattr(command.module, "run") or _names_one(arguments[1:])):
            return dispatch(program, command.summary, nested, arguments[1:])
        more = f"or a command: {', '.join(_names(nested))} (each has its own --help)" if nested is not None else None
        parser = _Parser(prog=program, description=command.summary, epilog=more, allow_abbrev=False)
        command.module.add_options(parser)
        code: int = command.module.run(_parse(parser, arguments[1:]))
        return code
    parser = _Parser(prog=program, description=description)
    if arguments and not arguments[0].startswith("-"):
        names = _names(shelf)
        parser.error(f"no command {arguments[0]!r}, only {', '.join(names)}{_hint(arguments[0], names)}")
    choices = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in collect(shelf):
        choices.add_parser(command.name, help=command.summary, description=command.summary)
    parser.parse_args(arguments)
    raise SystemExit(2)  # a command after an option that there is not


def _names_one(arguments: Sequence[str]) -> bool:
    return bool(arguments) and not arguments[0].startswith("-")


class _Parser(ArgumentParser):
    """A parser that answers a wrong option in one line, without the usage: `--help` prints that."""

    @property
    def known(self) -> list[str]:
        """The options that it takes."""
        return [option for action in self._actions for option in action.option_strings]

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, and exit with 2."""
        self.exit(2, f"{self.prog}: error: {message} (see '{self.prog} --help')\n")


def _hint(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # for mistakes only

    near = get_close_matches(word.partition("=")[0], known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _parse(parser: _Parser, arguments: Sequence[str]) -> Namespace:
    """Parse options. Positional arguments called `words` may stand between them, too, which argparse would not take."""
    options, rest = parser.parse_known_args(arguments)
    wrong = [word for word in rest if word.startswith("-") or not hasattr(options, "words")]
    if wrong:
        parser.error(f"unrecognized arguments: {' '.join(wrong)}{_hint(wrong[0], parser.known)}")
    if rest:
        options.words = [*options.words, *rest]
    return options


def _names(shelf: ModuleType) -> list[str]:
    files = (name for folder in shelf.__path__ for name in os.listdir(folder))
    return sorted(name[:-3].replace("_", "-") for name in files if name.endswith(".py") and not name.startswith("_"))


def _load(shelf: ModuleType, name: str) -> Command:
    return Command(name, importlib.import_module(f"{shelf.__name__}.{name.replace('-', '_')}"))
