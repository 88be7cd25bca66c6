"""How far a run has come: a bar on the error stream, where that is a terminal and the run is long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
_PATIENCE = 1.0
"""Seconds before a bar appears."""


def follow(steps: Iterable[T], total: int, noun: str) -> Iterator[T]:
    """Yield the steps; where they take long, show how many are done."""
    if not sys.stderr.isatty():
        yield from steps
        return
    began = time.monotonic()
    left = iter(steps)
    done = 0
    for step in left:
        done += 1
        yield step
        if time.monotonic() - began > _PATIENCE:
            break
    yield from _with_bar(left, done, total, noun)


def _with_bar(steps: Iterator[T], done: int, total: int, noun: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(noun, total=total, completed=done)
        for step in steps:
            progress.advance(task)
            yield step
