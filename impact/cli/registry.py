"""Collecting the subcommands that stand on the shelf; none of them knows of this room."""

from __future__ import annotations

import importlib
import pkgutil
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand.

    A file on the shelf is one: its name is the command's (`_` for `-`), the first line of its docstring the summary;
    `add_options` tells argparse what it takes, and `run` does it and returns the exit code.
    """

    name: str
    summary: str
    add_options: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def parse(program: str, description: str, shelf: ModuleType, arguments: Sequence[str] | None) -> Namespace:
    """Parse a command line; its `run` is that of the subcommand. argparse exits with 2 where it can't.

    A subcommand whose positional arguments are called `words` may have them between its options, too, which argparse
    would not take.
    """
    parser = ArgumentParser(prog=program, description=description)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in collect(shelf):
        subparser = subparsers.add_parser(command.name, help=command.summary, description=command.summary)
        command.add_options(subparser)
        subparser.set_defaults(run=command.run)
    options, rest = parser.parse_known_args(arguments)
    if rest and (not hasattr(options, "words") or any(word.startswith("-") for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        options.words = [*options.words, *rest]
    return options


def collect(shelf: ModuleType) -> Iterator[Command]:
    """Yield the subcommands of a shelf, a package, in the order of their names."""
    for entry in sorted(pkgutil.iter_modules(shelf.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{shelf.__name__}.{entry.name}")
        summary = (module.__doc__ or "").strip().partition("\n")[0]
        yield Command(entry.name.replace("_", "-"), summary, module.add_options, module.run)
