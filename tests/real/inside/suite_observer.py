"""Loaded into the suites under test with `-p`: writes down how each test ended, and which tests entered one function.

It owes nothing to the plugin that it checks: outcomes come from pytest's own reports, entries from a call to `enter`
that the oracle has put into the source of the function. Each process leaves one JSON file in the folder named by the
environment variable `SUITE_OBSERVATIONS`.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SEVERITY = ("passed", "xpassed", "xfailed", "skipped", "failed")
IMPORTING = ""
"""Stands for a test where the function was entered while no test ran."""


class Entries:
    """Who enters the function.

    What a fixture of wide scope enters while it is set up belongs to all who use that instance of it, whichever test
    came first. `setUpClass` and `setup_module` are such fixtures, too: pytest wraps them so.
    """

    def __init__(self) -> None:
        self.entered: set[str] = set()
        self._test = IMPORTING
        self._instance: int | None = None
        self._instances = 0
        self._instance_of: dict[int, int] = {}
        self._entered_by_instance: set[int] = set()
        self._users: dict[int, set[str]] = defaultdict(set)

    def enter(self) -> None:
        """Credit the test, or the wide fixture, that runs now."""
        if self._instance is None:
            self.entered.add(self._test)
        else:
            self._entered_by_instance.add(self._instance)

    def count(self) -> list[str]:
        """Return the node ids of all tests that enter the function, sorted."""
        users = (self._users[instance] for instance in self._entered_by_instance)
        return sorted(self.entered.union(*users))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        self._test = item.nodeid
        try:
            return (yield)
        finally:
            self._test = IMPORTING

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        outer = self._instance
        if fixturedef.scope != "function":
            self._instances += 1
            self._instance = self._instance_of[id(fixturedef)] = self._instances
        try:
            return (yield)
        finally:
            self._instance = outer

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: Any) -> None:
        # Private, but the only place that also lists fixtures which a test asked for by `request.getfixturevalue`.
        for fixturedef in item._request._fixture_defs.values():
            if (instance := self._instance_of.get(id(fixturedef))) is not None:
                self._users[instance].add(item.nodeid)


class Outcomes:
    """How each test ended: the gravest of what its phases report."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        outcome: str = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xfailed" if report.skipped else "xpassed"
        known = self.outcomes.get(report.nodeid, "passed")
        self.outcomes[report.nodeid] = max(known, outcome, key=SEVERITY.index)


class Writer:
    """Leaves what the process has seen in a file of its own."""

    def __init__(self, outcomes: Outcomes, folder: Path) -> None:
        self._outcomes = outcomes
        self._folder = folder

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        # A worker's reports reach the controller, too: count them once.
        is_worker = hasattr(session.config, "workerinput")
        seen = {
            "outcomes": {} if is_worker else self._outcomes.outcomes,
            "entered": entries.count(),
            "imported": list_imported(session.config.rootpath),
        }
        self._folder.joinpath(f"{os.getpid()}.json").write_text(json.dumps(seen), encoding="utf-8")


def list_imported(root: Path) -> list[str]:
    """Return the files under `root` that modules of this process came from, relative, with forward slashes."""
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    paths = (Path(file) for file in files if isinstance(file, str))
    return sorted(path.relative_to(root).as_posix() for path in paths if path.is_relative_to(root))


entries = Entries()
enter = entries.enter


def pytest_configure(config: pytest.Config) -> None:
    outcomes = Outcomes()
    for part in (entries, outcomes, Writer(outcomes, Path(os.environ["SUITE_OBSERVATIONS"]))):
        config.pluginmanager.register(part)
