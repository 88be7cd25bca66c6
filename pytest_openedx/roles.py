"""The roles of a process in a run: alone, controller of workers, or worker. Each is chosen once, at the start."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from impact.model import file_of
from impact.recording.delta import Delta
from impact.recording.scribe import Scribe
from impact.selection.ordering import file_weights
from pytest_openedx.keeping import MapKeeping
from pytest_openedx.plan import Plan
from pytest_openedx.recording import Recording, RecordingHooks
from pytest_openedx.selecting import SelectionHooks, news_of
from pytest_openedx.wire import Parcel, pack_parcel, take_delta, unpack_parcel

ALONE = "alone"
_MANY = 500
"""With so many tests it pays to set apart for the collector what is there: that takes a full collection."""
_PAUSE = 0.5
"""Seconds between two hand-overs of news: each has its price, whatever the number of tests that it tells of."""


class _Collecting:
    """What alone and worker share: they collect as ordered, and tell the scribe what was found."""

    def __init__(self, config: pytest.Config, parcel: Parcel, recording: Recording | None) -> None:
        self._orders, self._partial = parcel.orders, parcel.partial
        self._selection = SelectionHooks(parcel.orders, parcel.weights, config)
        config.pluginmanager.register(self._selection, "openedx-selection")
        self._recording = recording
        self.scribe = recording.scribe if recording is not None else None
        if recording is not None:
            self._recorder = RecordingHooks(recording, config)
            config.pluginmanager.register(self._recorder, "openedx-recording")
        self._handed_over, self._failed = time.monotonic(), False

    def _is_due(self) -> bool:
        """Whether to hand on the news of the tests that are over: at once after a failure, which no crash may hide."""
        return self._failed or time.monotonic() - self._handed_over > _PAUSE

    def _drain(self, scribe: Scribe) -> Delta:
        self._handed_over, self._failed = time.monotonic(), False
        return scribe.drain()

    def _tell_collection(self, session: pytest.Session) -> None:
        """Hand on what collection found, of the files that were collected whole."""
        if self.scribe is None:
            return
        narrowed = session.config.getoption("lf", False)  # its plugin empties files before anyone sees their tests

        def complete(path: str) -> bool:
            return not narrowed and path not in self._partial and self._orders.wants(path)

        collected = self._selection.collected
        new, gone = news_of(collected, self._orders, lambda path: complete(path) and self._recorder.collected(path))
        self.scribe.collected([nodeid for nodeid in new if complete(file_of(nodeid))], gone)
        self._recorder.finish_files(complete)
        if self._recording is not None and len(session.items) >= _MANY:
            self._recording.set_apart.begin()

    def _end(self) -> None:
        """Stop recording once the last news is handed on: what pytest still does is as fast as without us."""
        if self._recording is not None:
            self._recording.close()

    def _settle(self) -> None:
        """See to the child processes that the tests left behind."""
        if self._recording is not None:
            self._recording.children.settle()


class Alone(_Collecting):
    """One process selects, runs, records and writes."""

    def __init__(self, config: pytest.Config, plan: Plan, recording: Recording | None, keeping: MapKeeping | None):
        super().__init__(config, Parcel(plan.orders, plan.partial, plan.records), recording)
        self._nothing_to_collect = plan.nothing_to_collect
        self._keeping = keeping

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> bool | None:
        """Collect nothing at all where nothing is to be collected."""
        return True if self._nothing_to_collect else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note what was found."""
        self._tell_collection(session)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        self._failed |= report.failed

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Iterator[Any]:
        """Write now and then, around the wrapper that books how the test ended."""
        result = yield
        if self._is_due():
            self._hand_over()
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Iterator[Any]:
        """Write the rest, once every fixture is torn down."""
        try:
            return (yield)
        finally:  # whatever another plugin raises
            self._settle()
            self._hand_over()
            if self._keeping is not None:
                self._keeping.finish()
            self._end()

    def _hand_over(self) -> None:
        if self._keeping is not None and self.scribe is not None:
            self._keeping.absorb(ALONE, self._drain(self.scribe))
            self.scribe.imports.overlook()


class Controller:
    """Selects for its workers, takes in what they recorded, and alone writes."""

    def __init__(self, plan: Plan, keeping: MapKeeping | None) -> None:
        weights = None if plan.first else file_weights(plan.choice)
        self._parcel = pack_parcel(Parcel(plan.orders, plan.partial, plan.records, weights))
        self._nodeid_of = plan.nodeid_of
        self._keeping = keeping

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker its orders."""
        node.workerinput["openedx"] = self._parcel

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the news off a worker's report; a report that no worker made tells of a crash."""
        delta = take_delta(vars(report))
        if self._keeping is None:
            return
        if delta is not None:
            self._keeping.absorb(report.node.gateway.id, delta)
        if report.when not in ("setup", "call", "teardown") and report.failed:
            self._keeping.crashed(self._nodeid_of(report.nodeid))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take in the last news of a worker that ended in order."""
        delta = take_delta(getattr(node, "workeroutput", None) or {})
        if delta is not None and self._keeping is not None:
            self._keeping.absorb(node.gateway.id, delta)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Iterator[Any]:
        """Write the rest, once all workers are done."""
        try:
            return (yield)
        finally:
            if self._keeping is not None:
                self._keeping.finish()


class Worker(_Collecting):
    """Obeys the controller's orders, and sends what it recorded along with its reports."""

    def __init__(self, config: pytest.Config, recording: Recording | None) -> None:
        parcel = unpack_parcel(config.workerinput["openedx"])  # type: ignore[attr-defined]  # xdist sets it
        super().__init__(config, parcel, recording if parcel.records else None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note what was found."""
        self._tell_collection(session)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Send the news of the tests before along with the first report of another, now and then."""
        if self.scribe is not None and report.when == "setup" and self._is_due():
            vars(report)["openedx"] = self._drain(self.scribe)
        self._failed |= report.failed

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[Any]:
        """Send the rest, once every fixture is torn down, and before xdist's own wrapper sends its output."""
        try:
            return (yield)
        finally:
            self._settle()
            if self.scribe is not None:
                session.config.workeroutput["openedx"] = self._drain(self.scribe)  # type: ignore[attr-defined]
            self._end()
