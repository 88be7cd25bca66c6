"""What the person reads at the end: the explanations, the notices, and one last line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from impact.selection.explaining import describe
from pytest_openedx.keeping import MapKeeping
from pytest_openedx.plan import Plan

_SHOWN = 3


class Summary:
    """Counts what ran, and speaks last."""

    def __init__(self, plan: Plan, selects: bool, keeping: MapKeeping | None) -> None:
        self._plan, self._selects, self._keeping = plan, selects, keeping
        self._ran: set[str] = set()
        self._told = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count each test once."""
        self._ran.add(self._plan.nodeid_of(report.nodeid))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[Any]:
        """Nothing impacted is a success; the last line comes after everyone else's."""
        if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self._plan.choice.deselected and self._selects:
            session.exitstatus = pytest.ExitCode.OK
        result = yield
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            self._write(reporter)
        return result

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell the explanations that were asked for."""
        sentences = self._plan.explanations.told(self._new())
        if sentences:
            terminalreporter.section("why", sep="-")
            for nodeid, sentence in sentences.items():
                terminalreporter.write_line(f"{nodeid}: {sentence}")

    def _write(self, reporter: Any) -> None:
        notices = [*self._plan.notices, *(self._keeping.notices if self._keeping else ())]
        if self._keeping is not None and self._keeping.unkept:
            notices.append(f"{_count(self._keeping.unkept, 'test')} not kept: their files changed during the run.")
        if self._keeping is not None and self._keeping.coarse:
            notices.append(self._keeping.coarse)
        for notice in notices:
            reporter.write_line(f"impacted: {notice}", yellow=True)
        reporter.write_line(f"impacted: {self._line()}")

    def _line(self) -> str:
        ran, choice = len(self._ran), self._plan.choice
        if not self._selects or self._plan.first:
            recorded = "recorded" if self._plan.records else "nothing recorded"
            return f"{_count(ran, 'test')} run, {recorded}"
        told = f"{ran:,} of {_count(choice.known + len(self._new()), 'test')} run; {self._changed()}"
        return f"{told}; {_seconds(choice.saved)} saved" if choice.saved else told

    def _new(self) -> set[str]:
        """Return the tests that ran and that the map did not know."""
        return self._ran - self._plan.choice.resting.keys() - self._plan.choice.impacted.keys()

    def _changed(self) -> str:
        changes = sorted(self._plan.present.changes)
        if not changes:
            return "nothing changed" if not self._plan.choice.impacted else "nothing changed since the last run"
        told = "; ".join(describe(change) for change in changes[:_SHOWN])
        return f"{told}; and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else told


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _seconds(duration: float) -> str:
    if duration < 60:
        return f"{duration:.1f} s"
    minutes, seconds = divmod(round(duration), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"
