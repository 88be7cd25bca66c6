"""Running pytest as a process, and reading what its processes noted."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from impact.audit.model import Observation

_SEVERITY = ("passed", "skipped", "xpassed", "xfailed", "hung", "failed")
_ENDED = (0, 1, 5)
"""Exit codes of a run that came to its end: all passed, some failed, no tests."""


@dataclass(frozen=True, slots=True)
class Pytest:
    """How pytest is run: where, with which environment and arguments; `folder` is for what a run leaves behind."""

    place: Path
    environment: Mapping[str, str]
    arguments: Sequence[str]
    folder: Path

    def run(self, options: Sequence[str], timeout: float | None) -> Observation:
        """Run it to its end, or to that of its time (in seconds), and return what was seen."""
        events = self.folder / "events"
        shutil.rmtree(events, ignore_errors=True)
        events.mkdir(parents=True)
        command = [sys.executable, "-m", "pytest", "-p", "impact.audit.observer", "--continue-on-collection-errors"]
        command += [*self.arguments, "--maxfail=0", *options]
        output = self.folder / "output.txt"
        began = time.monotonic()
        code = _run(command, self.place, self.environment, output, timeout)
        seconds = time.monotonic() - began
        return summarise((_read(path) for path in sorted(events.iterdir())), code, seconds, _tail(output))


def _run(
    command: Sequence[str], place: Path, environment: Mapping[str, str], output: Path, timeout: float | None
) -> int | None:
    """Return the exit code; None where the time was up. Its children die with it, also when we are interrupted."""
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=place,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and, where the system has groups, all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # the whole group has ended already
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


def _tail(output: Path) -> str:
    with output.open("rb") as stream:
        stream.seek(max(0, output.stat().st_size - 4000))
        return stream.read().decode("utf-8", "replace")


def _read(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.endswith("\n"):  # the last one of a killed process may be cut off
                yield json.loads(line)


@dataclass(slots=True)
class _Seen:
    """What one process noted."""

    phases: dict[str, list[str]] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    collectors: dict[str, str] = field(default_factory=dict)
    ended: bool = False
    strangers: list[str] = field(default_factory=list)

    def take(self, event: list[Any]) -> None:
        match event:
            case ["collect", str(nodeid), str(outcome)]:
                self.collectors[nodeid] = outcome
            case ["items", [*nodeids]]:
                self.items.update(nodeids)
            case ["start", str(nodeid)]:
                self.running.add(nodeid)
                self.phases[nodeid] = []
            case ["finish", str(nodeid)]:
                self.running.discard(nodeid)
            case ["report", str(nodeid), "rerun"]:  # pytest-rerunfailures: only the last attempt counts
                self.phases[nodeid] = []
            case ["report", str(nodeid), str(outcome)]:
                self.phases.setdefault(nodeid, []).append(outcome)
            case ["end", int(), [*strangers]]:
                self.ended, self.strangers = True, strangers

    def outcomes(self) -> Iterator[tuple[str, str]]:
        for nodeid, phases in self.phases.items():
            unfinished = ["hung"] if nodeid in self.running else []
            if phases or unfinished:
                yield nodeid, max([*phases, *unfinished], key=_rank)
        for nodeid, outcome in self.collectors.items():
            if outcome != "passed":
                yield nodeid, outcome


def summarise(
    processes: Iterable[Iterable[list[Any]]], code: int | None, seconds: float, tail: str = ""
) -> Observation:
    """Join what the processes of one run noted; `code` is None for a run that was stopped."""
    outcomes: dict[str, str] = {}
    seen: list[_Seen] = []
    for events in processes:
        each = _Seen()
        for event in events:
            each.take(event)
        seen.append(each)
        for nodeid, outcome in each.outcomes():
            outcomes[nodeid] = max(outcomes.get(nodeid, outcome), outcome, key=_rank)
    ended = any(each.ended for each in seen)
    return Observation(
        outcomes=outcomes,
        selected=frozenset().union(*(each.items for each in seen)),
        collected=frozenset().union(*(each.collectors for each in seen)),
        seconds=seconds,
        broken=code is not None and (code not in _ENDED or not ended),
        cut=code is None,
        strangers=tuple(sorted({file for each in seen for file in each.strangers})),
        tail=tail,
    )


def _rank(outcome: str) -> int:
    return _SEVERITY.index(outcome) if outcome in _SEVERITY else len(_SEVERITY)
