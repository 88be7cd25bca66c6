"""Show what a codemod does: its docstring with before and after, and what can be set."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from codemods.codemod import Option
from codemods.registry import find
from codemods.settings import read_settings


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("name", metavar="NAME", help="a codemod, as `codemods list` names it")


def run(options: Namespace) -> int:
    """Print it."""
    [codemod] = find([options.name], read_settings(Path.cwd()).folders)
    sys.stdout.write(f"{codemod.name}\n\n{codemod.doc}\n\nFrom {codemod.origin}.\n")
    for option in codemod.options:
        sys.stdout.write(f"  --set {option.name}=...  {option.help}{_limits(option)}\n")
    return 0


def _limits(option: Option) -> str:
    choices = f" (one of {', '.join(option.choices)})" if option.choices else ""
    default = "; must be given" if option.default is None else f"; default: {option.default or 'empty'}"
    return choices + default
