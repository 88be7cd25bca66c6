"""From pytest's reports, of which a test has three or more, to one outcome and one duration."""

from __future__ import annotations

import pytest

from impact.model import Outcome


class Outcomes:
    """Gathers the reports of the tests that run now."""

    def __init__(self) -> None:
        self._reports: dict[str, list[pytest.TestReport]] = {}

    def begin(self, nodeid: str) -> None:
        """Start anew for a test."""
        self._reports[nodeid] = []

    def add(self, report: pytest.TestReport) -> None:
        """Take in one report. One that announces another attempt cancels those before it."""
        reports = self._reports.get(report.nodeid)
        if reports is None:
            return
        if report.outcome == "rerun":  # type: ignore[comparison-overlap]  # pytest-rerunfailures adds this outcome
            reports.clear()
        else:
            reports.append(report)

    def end(self, nodeid: str) -> tuple[Outcome, float] | None:
        """Return outcome and duration in seconds; None for a test that did not come to its end."""
        reports = self._reports.pop(nodeid, [])
        if not any(report.when == "teardown" for report in reports):
            return None
        return _worst(reports), sum(report.duration for report in reports)


def _worst(reports: list[pytest.TestReport]) -> Outcome:
    if any(report.failed for report in reports):
        return Outcome.FAILED
    for report in reports:
        if hasattr(report, "wasxfail"):
            return Outcome.XFAILED if report.skipped else Outcome.XPASSED
    return Outcome.SKIPPED if any(report.skipped for report in reports) else Outcome.PASSED
