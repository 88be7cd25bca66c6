"""What the run itself was, for the map to remember: how many tests ran, how long, and what they saved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from impact.errors import MapError
from impact.map.runs import PastRun, keep_run
from impact.selection.explaining import describe
from pytest_openedx.plan import Plan


class RunHistory:
    """Counts, and adds the run to the map when everything else is written. No fault of it changes the run."""

    def __init__(self, plan: Plan, selects: bool) -> None:
        self._plan, self._selects = plan, selects
        self._began = time.time_ns() // 1_000_000
        self._ran: set[str] = set()
        self._failed: set[str] = set()
        self._seconds = 0.0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once, and all its time."""
        nodeid = self._plan.nodeid_of(report.nodeid)
        self._ran.add(nodeid)
        self._seconds += report.duration
        if report.failed:
            self._failed.add(nodeid)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Iterator[Any]:
        """Keep the run, unless nothing of it could be written."""
        result = yield
        if self._plan.records and not self._is_void():
            try:
                keep_run(self._plan.map_path, self._run())
            except MapError as fault:
                self._plan.notices.append(f"{fault} The run is not in the history.")
        return result

    def _is_void(self) -> bool:
        return not self._ran and not self._plan.choice.known

    def _run(self) -> PastRun:
        choice = self._plan.choice
        return PastRun(
            environment=self._plan.environment.digest,
            began=self._began,
            selected=self._selects,
            known=choice.known,
            ran=len(self._ran),
            failed=len(self._failed),
            seconds=round(self._seconds, 3),
            saved=round(choice.saved, 3) if self._selects else 0.0,
            impacted=tuple(sorted(choice.impacted)) if self._selects else (),
            changes=tuple((each.dependency.place, describe(each)) for each in sorted(self._plan.present.changes)),
        )
