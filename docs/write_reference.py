"""Writes the reference of every option from the options themselves; a test holds the page against it.

python docs/write_reference.py docs/reference.md
"""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import codemods.cli.commands
import impact.cli.commands
from impact.cli.registry import Command, collect
from pytest_openedx.options import OPTIONS, Option

_HEAD = """# Every option

Made by `python docs/write_reference.py docs/reference.md` from the options themselves; edit their help, not this page.

## pytest

Each has an ini value of the same name, with `_` for `-`, in the pytest section of the configuration, unless its row
says otherwise.

| option | does |
|---|---|
"""
_TAKEN = {"flag": "", "nodeid": "[=NODEID]", "path": " PATH", "url": " URL"}


def reference() -> str:
    """Return the page."""
    rows = "".join(f"| `{each.flag}{_TAKEN.get(each.takes, '')}` | {_told(each)} |\n" for each in OPTIONS)
    parts = [_HEAD + rows]
    for program, shelf in (("impact", impact.cli.commands), ("codemods", codemods.cli.commands)):
        parts += [_command(name, command) for name, command in _commands(program, shelf)]
    return "\n".join(parts)


def _told(option: Option) -> str:
    return _cell(option.help if option.has_ini else f"{option.help}; no ini value")


def _commands(program: str, shelf: ModuleType) -> Iterator[tuple[str, Command]]:
    for command in collect(shelf):
        name = f"{program} {command.name}"
        if hasattr(command.module, "run"):
            yield name, command
        nested = getattr(command.module, "SHELF", None)
        if nested is not None:
            yield from _commands(name, nested)


def _command(name: str, command: Command) -> str:
    parser = ArgumentParser(prog=name, add_help=False)
    command.module.add_options(parser)
    rows = []
    for action in parser._actions:  # argparse has no public way to go through what it was given
        if action.help == SUPPRESS:
            continue
        names = ", ".join(action.option_strings)
        wanted = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
        if action.choices:
            wanted = "{" + ",".join(map(str, action.choices)) + "}"
        taken = "" if action.nargs == 0 else str(wanted)
        rows.append(
            f"| `{_code(' '.join(filter(None, [names, taken])))}` | {_cell(_help(action.help, action.default))} |"
        )
    table = "\n".join(["", "| option | does |", "|---|---|", *rows, ""]) if rows else ""
    return f"## {name}\n\n{command.summary}\n{table}"


def _help(text: str | None, default: object) -> str:
    return (text or "").replace("%(default)s", str(default)).replace("%%", "%")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
