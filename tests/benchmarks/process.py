"""One run of a command, and what it took: the stopwatch that all tables share."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Broken(SystemExit):
    """A run that says nothing of what it takes, since it did not come to its end."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process and its children took: seconds of wall-clock time and of CPU, and its peak in megabytes."""

    wall: float
    cpu: float
    peak: float


def run(
    command: Sequence[str], folder: Path, environment: dict[str, str] | None = None, *, good: Iterable[int] = (0,)
) -> Taken:
    """Run a command in a folder, with this repository importable, and return what it took.

    :param environment: its variables; those of this process by default.
    :param good: the exit codes with which it may end.
    :raises Broken: where it ended otherwise: nothing was measured.
    """
    began = time.perf_counter()
    started = subprocess.Popen(
        command,
        cwd=folder,
        env=variables(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(started.pid, 0)
    wall, code = time.perf_counter() - began, os.waitstatus_to_exitcode(status)
    if code not in good:
        raise Broken(f"{' '.join(command)} in {folder}: ended with {code}")
    return Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def variables(environment: dict[str, str] | None = None) -> dict[str, str]:
    """Return an environment, by default that of this process, in which this repository is importable."""
    joined = dict(os.environ if environment is None else environment)
    # Last: the command may have a package called `tests` of its own.
    joined["PYTHONPATH"] = os.pathsep.join(filter(None, [joined.get("PYTHONPATH"), str(ROOT)]))
    return joined


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return the median of some values, and between which they lie."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def machine() -> str:
    """Return on what it was measured."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
