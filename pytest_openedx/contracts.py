"""`pytest --contracts`: each import contract is an item, which `-k`, `-n`, JUnit and node ids treat like a test."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from impact.contracts.checking import Project
from impact.contracts.configuration import RawContract
from impact.contracts.errors import ContractsError
from impact.contracts.judging import judge
from impact.contracts.model import Verdict
from impact.contracts.opening import FOLDER, open_project
from impact.contracts.resting import fingerprint, kept_before, note_kept
from impact.contracts.telling import details
from impact.recording.delta import run_node

if TYPE_CHECKING:
    from pytest_openedx.recording import Recording


_REPORTED = "openedx_contract"
"""The attribute of a report, in builtins only, that crosses from a worker to its controller."""


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let packages in a folder be found meanwhile, and leave the import path of the tests as it was."""
    before = list(sys.path)
    if str(folder) not in before:
        sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path[:] = before


class ContractBroken(Exception):
    """A contract is broken, or can't be judged."""


class ContractsFile(pytest.File):
    """The configuration file, as the parent of the items."""

    def __init__(self, *, project: Project, **rest: Any) -> None:
        super().__init__(**rest)
        self.project = project

    def collect(self) -> Iterator[ContractItem]:
        """Yield an item for each contract."""
        for raw in self.project.configuration.contracts:
            yield ContractItem.from_parent(self, name=raw.id, project=self.project, raw=raw)


class ContractItem(pytest.Item):
    """One contract."""

    unrecorded = True
    """It looks at the whole tree, and knows by itself when it may rest: the recorder leaves it alone."""

    def __init__(self, *, project: Project, raw: RawContract, **rest: Any) -> None:
        super().__init__(**rest)
        self.project, self.raw = project, raw

    def runtest(self) -> None:
        """Judge it; raises ContractBroken."""
        project = self.project
        with _importable(self.config.rootpath):
            verdict = judge(
                self.raw, project.configuration, project.graph_of, project.today, project.baseline.get(self.raw.id)
            )
        faults = [f"unreadable: {each}" for each in project.unreadable]
        if verdict.kept is not True or faults:
            raise ContractBroken("\n".join([*self._told(verdict), *faults]))

    def _told(self, verdict: Verdict) -> Iterator[str]:
        if verdict.kept is not True:
            yield from details(verdict, self.project.sights(self.config.rootpath))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what breaks the contract, without a traceback."""
        if isinstance(excinfo.value, (ContractBroken, ContractsError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the configuration file and the contract's name."""
        return self.path, None, self.raw.name


class ContractHooks:
    """Adds the items to those that were collected. With `selects`, those rest that nothing has changed for."""

    def __init__(self, config: pytest.Config, selects: bool, recording: Recording | None) -> None:
        self._selects, self._rested = selects, 0
        self._scribe = recording.scribe if recording is not None else None
        self._added = False
        self._judged: dict[str, str | None] = {}
        try:
            with self._aside(), _importable(config.rootpath):
                self.project = open_project(config.rootpath, shelter=config.rootpath / FOLDER)
                _ = self.project.tree.listing, self.project.baseline
        except ContractsError as fault:
            raise pytest.UsageError(f"--contracts: {fault}") from fault
        starts = {config.invocation_params.dir / argument.partition("::")[0] for argument in config.args}
        self._named = self.project.configuration.path in {Path(os.path.normpath(start)) for start in starts}

    def _aside(self) -> AbstractContextManager[None]:
        """Book what is read meanwhile to a node on which nothing rests: it is no dependency of the tests."""
        return self._scribe.on_behalf_of(run_node("contracts")) if self._scribe is not None else nullcontext()

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Find contracts in the configuration where they are asked for by their node ids."""
        if not self._named or file_path != self.project.configuration.path:
            return None
        return ContractsFile.from_parent(parent, path=file_path, project=self.project)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_collection(self, session: pytest.Session) -> Iterator[Any]:
        """Add the items, too, where nothing else is collected. Not in a controller of workers, who collect."""
        result = yield
        if not self._added and not session.config.pluginmanager.has_plugin("dsession"):
            session.items = []
            session.config.hook.pytest_collection_modifyitems(
                session=session, config=session.config, items=session.items
            )
            session.testscollected = len(session.items)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Add the items, before anyone selects by name."""
        self._added = True
        with self._aside():
            made = [item for item in items if isinstance(item, ContractItem)]
            if not self._named:
                made = list(self._items(session))
            before = kept_before(self.project) if self._selects else {}
            resting = [item for item in made if item.raw.id in before and before[item.raw.id] == self._print(item)]
        tests = [item for item in items if not isinstance(item, ContractItem)]
        items[:] = [*tests, *(item for item in made if item not in resting)]
        if resting:
            self._rested = len(resting)
            config.hook.pytest_deselected(items=resting)

    def _print(self, item: ContractItem) -> str | None:
        return fingerprint(self.project, item.raw)

    def _items(self, session: pytest.Session) -> Iterator[ContractItem]:
        path = self.project.configuration.path
        yield from ContractsFile.from_parent(session, path=path, project=self.project).collect()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """Judge a contract aside from what is recorded."""
        if not isinstance(item, ContractItem):
            return (yield)
        with self._aside():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say in the report what was judged, and under which fingerprint it was kept: the process that writes may be
        another, and see other sources by then."""
        report = yield
        if isinstance(item, ContractItem) and report.when == "call":
            vars(report)[_REPORTED] = [item.raw.id, self._print(item) if report.passed else None]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what was judged."""
        if _REPORTED in vars(report):
            identity, kept = vars(report)[_REPORTED]
            self._judged[identity] = kept

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[Any]:
        """Write down what was kept; that every contract rests is a success."""
        if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self._rested:
            session.exitstatus = pytest.ExitCode.OK
        if not hasattr(session.config, "workerinput") and self._judged:
            note_kept(self.project, self._judged)
        return (yield)
