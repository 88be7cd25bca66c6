"""Collecting the subcommands that stand on the shelf; none of them knows of this room."""

from __future__ import annotations

import importlib
import pkgutil
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from impact.cli import commands


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


def collect() -> Iterator[Command]:
    """Yield the subcommands in the order of their names."""
    for entry in sorted(pkgutil.iter_modules(commands.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{commands.__name__}.{entry.name}")
        summary = (module.__doc__ or "").strip().partition("\n")[0]
        yield Command(entry.name.replace("_", "-"), summary, module.add_options, module.run)
