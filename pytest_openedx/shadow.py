"""The shadow of a selection: everything runs, and a test that it would have left out wrongly is told."""

from __future__ import annotations

from typing import Any

import pytest

from impact.model import file_of
from pytest_openedx.outcomes import Outcomes
from pytest_openedx.plan import Plan


class Shadow:
    """Holds the outcome of each test that would have been deselected against the recorded one. It fails nothing."""

    def __init__(self, plan: Plan) -> None:
        self._choice, self._first, self._notices = plan.choice, plan.first, plan.notices
        self._erred = 0
        self._outcomes = Outcomes()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell of a file that would have been left out, and can't be collected now."""
        if report.failed and file_of(report.nodeid) in self._choice.resting_files:
            self._warn(f"{report.nodeid} would not have been collected, and its collection failed.")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Begin to gather the outcome of a test."""
        self._outcomes.begin(nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather it."""
        self._outcomes.add(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Compare it."""
        ended = self._outcomes.end(nodeid)
        if ended is None:
            return
        before, now = self._choice.outcomes.get(nodeid), ended[0]
        if before is not None and before is not now:
            self._warn(f"{nodeid} would have been deselected, and {before} became {now}.")
        elif nodeid not in self._choice.impacted and before is None and file_of(nodeid) in self._choice.resting_files:
            self._warn(f"{nodeid} is new, in a file that would not have been collected ({now}).")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say so where nothing was wrong."""
        if not self._first and not self._erred:
            of_all = f"{len(self._choice.impacted):,} of {self._choice.known:,} known tests"
            terminalreporter.write_line(f"impacted: the selection would have run {of_all}, and missed nothing")

    def _warn(self, finding: str) -> None:
        self._erred += 1
        self._notices.append(f"the selection would have erred: {finding}")
