"""How far an audit has come, on the error stream: a bar in a terminal, else a line for each step."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from impact.audit.model import Step
from impact.audit.reporting import progress_line


def say(line: str) -> None:
    """Tell the person what goes on."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def follow(steps: Iterable[Step], total: int, noun: str) -> Iterator[Step]:
    """Yield the steps, showing each as it is finished."""
    if not sys.stderr.isatty():
        for number, step in enumerate(steps, 1):
            say(progress_line(number, total, step))
            yield step
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(f"{noun}s", total=total)
        for number, step in enumerate(steps, 1):
            line = progress_line(number, total, step)
            progress.console.print(Text(line, style="red" if step.missed else ""))
            progress.advance(task)
            yield step
