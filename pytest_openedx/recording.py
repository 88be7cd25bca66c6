"""The hooks that record: each tells the scribe for what the code that follows runs."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Any

import _pytest.assertion.rewrite
import pytest

from impact.collector import SetApart
from impact.deciding.configuration import CONFIGURATION
from impact.model import Kind, Outcome
from impact.recording.adapting import Adapters
from impact.recording.children import Children
from impact.recording.choosing import choose_recorder
from impact.recording.delta import SHARED, collection_node, run_node
from impact.recording.loading import ModuleBodies
from impact.recording.memos import Memos
from impact.recording.scribe import Scribe
from impact.recording.spool import Spool
from impact.recording.starts import Starts
from impact.recording.territory import Territory
from impact.recording.watching import Watch
from impact.tree_state import TreeState
from pytest_openedx.environment import configuration
from pytest_openedx.fixtures import FixtureBooking
from pytest_openedx.outcomes import Outcomes
from pytest_openedx.outputs import outputs_of
from pytest_openedx.selecting import plain_nodeid


class Recording:
    """The recorder, the scribe and the hook into imports of one process, from the first conftest to the end."""

    def __init__(self, config: pytest.Config) -> None:
        self.began = time.time_ns()
        self.territory = Territory(config.rootpath)
        self._recorder = choose_recorder()
        self.scribe = Scribe(self._recorder, self.territory)
        self.memos = Memos(self.scribe, self.territory)
        self._adapters = Adapters(self.scribe, self.memos)
        self._bodies = ModuleBodies(self._adapters, [_pytest.assertion.rewrite])
        self._bodies.open()
        self._spool = Spool.make()
        names = TreeState(str(config.rootpath), outputs=outputs_of(config)).names
        self.children = Children(self.scribe, self._spool, self.territory.root, names)
        self._starts = Starts(self.children)
        self.set_apart = SetApart()
        handlers = {**self._starts.handlers, **self.scribe.connections.handlers, **self.set_apart.handlers}
        self._watch = Watch(self.scribe.reads, handlers)

    def close(self) -> None:
        """Stop recording. A second call does nothing."""
        self.memos.close()
        self.scribe.connections.close()
        self._watch.close()
        self._starts.close()
        self._spool.remove()
        self._bodies.close()
        self._adapters.close()
        self._recorder.close()
        self.scribe.close()
        self.set_apart.close()


class RecordingHooks:
    """Switches the scribe from node to node as pytest goes on."""

    def __init__(self, recording: Recording, config: pytest.Config) -> None:
        self._scribe, self._territory = recording.scribe, recording.territory
        self._fixtures = FixtureBooking(self._scribe)
        self._outcomes = Outcomes()
        self._files: dict[str, tuple[Outcome, float]] = {}
        self._scribe.touch(Kind.CONFIGURATION, CONFIGURATION.place, configuration(config), SHARED)
        config.pluginmanager.register(self._fixtures, "openedx-fixtures")
        config.pluginmanager.register(_Settling(recording.memos), "openedx-settling")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, pytest.CollectReport, Any]:
        """Book what runs while a file, a folder or a class is collected to the file or folder."""
        nodeid = collector.nodeid.partition("::")[0]
        node = collection_node(nodeid)
        if collector.parent is not None:
            parent = collection_node(collector.parent.nodeid.partition("::")[0])
            self._scribe.connect(node, parent if parent != node else SHARED)
        if isinstance(collector, pytest.Directory | pytest.Session):
            self._touch_configuration(collector, node)
        if type(collector).__name__.startswith("Doctest"):
            node = self._doctest_node(nodeid)
        began = time.perf_counter()
        with self._scribe.on_behalf_of(node):
            report = yield
        self._scribe.imports.connect_module(node, str(collector.path))  # another file may have imported it before
        if isinstance(collector, pytest.File) or "::" in collector.nodeid:
            outcome = Outcome(report.outcome)
            known, duration = self._files.get(nodeid, (outcome, 0.0))
            worst = Outcome.FAILED if Outcome.FAILED in (known, outcome) else known
            self._files[nodeid] = worst, duration + time.perf_counter() - began
        return report

    def _touch_configuration(self, collector: pytest.Collector, node: str) -> None:
        """Book whether a folder has a conftest and is a package: what is in it rests on both."""
        with self._scribe.reading_for(node) as reads:
            for name in ("conftest.py", "__init__.py"):
                reads.sought(str(collector.path / name))

    def _doctest_node(self, path: str) -> str:
        """Book the text of a file to its doctests: they are the text."""
        node = collection_node(f"{path}#doctests")
        self._scribe.connect(node, collection_node(path))
        with self._scribe.reading_for(node) as reads:
            reads.opened(self._territory.path(path), writes=False, reads=True)
        self._scribe.connect(run_node(path), node)
        return node

    def finish_files(self, complete: Any) -> None:
        """Say how the collection of the files ended for which `complete(path)` is true."""
        for nodeid, (outcome, duration) in self._files.items():
            if complete(nodeid):
                self._scribe.connect(run_node(nodeid), collection_node(nodeid))
                self._scribe.finish(run_node(nodeid), outcome, duration)

    def collected(self, path: str) -> bool:
        """Whether a file was collected without a fault."""
        return path in self._files and self._files[path][0] is not Outcome.FAILED

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """Book what runs for a test, and say how it ended."""
        if getattr(item, "unrecorded", False):
            return (yield)
        node = run_node(plain_nodeid(item))
        path = item.nodeid.partition("::")[0]
        is_doctest = type(item).__name__.startswith("Doctest")
        self._scribe.connect(node, self._doctest_node(path) if is_doctest else collection_node(path))
        self._outcomes.begin(item.nodeid)
        with self._scribe.on_behalf_of(node):
            result = yield
        outcome = self._outcomes.end(item.nodeid)
        if outcome is not None:
            self._scribe.finish(node, *outcome)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Note the wide fixtures that the test used, before they are gone."""
        if not getattr(item, "unrecorded", False):
            self._fixtures.connect_test(item, run_node(plain_nodeid(item)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather the outcome of the test."""
        self._outcomes.add(report)


class _Settling:
    """Looks, when a test is over, which of the values that it computed last.

    It does so before other plugins put back the warnings: an object that is collected may warn.
    """

    def __init__(self, memos: Memos) -> None:
        self._memos = memos

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_protocol(self) -> Iterator[Any]:
        result = yield
        self._memos.settle()
        return result
