"""The three runs that every audit is made of: recording, selecting, and everything without selection."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from impact.audit.comparing import restless_between
from impact.audit.model import Observation
from impact.audit.outcomes import Pytest
from impact.audit.question import Baseline
from impact.audit.scratch import Scratch
from impact.errors import AuditImpossible

_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_TELLING = re.compile(r"^E  |error: ", re.IGNORECASE)


class Runs:
    """The runs in one scratch; `map_folder` holds the map that is recorded and selected by."""

    def __init__(self, scratch: Scratch, arguments: tuple[str, ...], map_folder: Path) -> None:
        self._folder = scratch.folder / "runs"
        self._pytest = Pytest(scratch.root, self._environment(scratch), arguments, self._folder)
        self._map = map_folder

    def _environment(self, scratch: Scratch) -> dict[str, str]:
        return scratch.environment(os.environ, sys.path)

    def record(self) -> Observation:
        """Run everything and record it in a new map."""
        shutil.rmtree(self._map, ignore_errors=True)
        return self._pytest.run(["--impacted-record", f"--impacted-map={self._map}"], None)

    def select(self, timeout: float | None, record: bool = False) -> Observation:
        """Run what the map selects."""
        option = "--impacted" if record else "--impacted-no-record"
        return self._pytest.run([option, f"--impacted-map={self._map}"], timeout)

    def everything(self, timeout: float | None) -> Observation:
        """Run the full suite as if there were no selection.

        The project's own settings may ask for one: it gets a map with nothing in it, and so leaves nothing out.
        """
        return self._without_selection([], timeout)

    def _without_selection(self, options: Sequence[str], timeout: float | None) -> Observation:
        empty = self._folder / "empty"
        shutil.rmtree(empty, ignore_errors=True)
        off = ["-o", "impacted=false", "-o", "impacted_record=false", f"--impacted-map={empty}"]
        return self._pytest.run([*off, *options], timeout)

    def these(self, tests: Sequence[str], timeout: float | None) -> Observation:
        """Run tests by node id, or files, as if there were no selection."""
        return self._without_selection(tests, timeout)

    def collected(self, files: Sequence[str]) -> Observation:
        """Collect the tests of files, and run none."""
        return self._without_selection([*files, "--collect-only"], None)

    def baseline(self) -> Baseline:
        """Record, and run everything once more: what ends in two ways is restless.

        :raises AuditImpossible: if the suite can't run in the copy, has no tests, or imports the original.
        """
        recorded = require_sound(self.record())
        full = require_sound(self.everything(None))
        return Baseline(full, restless_between(recorded, full))


def require_sound(run: Observation) -> Observation:
    """Return a run on an unbroken tree if it can be judged by.

    :raises AuditImpossible: with the reason.
    """
    if run.broken:
        raise AuditImpossible(f"pytest can't run in a copy of the project: {last_words(run.tail)}")
    if run.strangers:
        raise AuditImpossible(
            f"The tests import {run.strangers[0]} and not its copy, so that no breakage would be noticed: "
            "put the folder that it is imported from on PYTHONPATH."
        )
    if not run.selected:
        raise AuditImpossible("pytest finds no tests in a copy of the project, so there is nothing to measure.")
    return run


def last_words(tail: str) -> str:
    """Return the line of pytest's output that tells best what went wrong."""
    lines = [line.strip() for line in _COLOUR.sub("", tail).splitlines() if line.strip()]
    told = [line for line in lines if _TELLING.search(line) and "usage:" not in line]
    return (told or lines or ["it printed nothing"])[-1]
