"""Runs of pytest with us and without us, and what they are compared by."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.forked.client import fork_server, outer_environment


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run: exit code, what was printed, and the outcome of each test by its name without the file."""

    code: int
    output: str
    outcomes: Mapping[str, str]

    @property
    def ran(self) -> set[str]:
        """The tests that ran."""
        return set(self.outcomes)

    @property
    def failed(self) -> set[str]:
        """The tests that failed, or whose fixtures did."""
        return {name for name, outcome in self.outcomes.items() if outcome == "failed"}


Known = defaultdict[str, set[str]]
"""For each test the outcomes that were reported so far."""


def learn(known: Known, run: Run) -> None:
    """Take in what a run reported."""
    for name, outcome in run.outcomes.items():
        known[name].add(outcome)


def find_missed(plain: Run, run: Run, known: Known) -> list[str]:
    """Return the tests that were left out although they fail, or end as they never ended before."""
    return sorted(
        name
        for name, outcome in plain.outcomes.items()
        if name not in run.ran and (outcome == "failed" or outcome not in known[name])
    )


class Runner:
    """Runs pytest with us and without us, in fresh processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def plain(self, root: Path, environment: Mapping[str, str], arguments: tuple[str, ...]) -> Run:
        """Run the tests without us, and without bytecode of an earlier run."""
        unused = {"PYTHONPYCACHEPREFIX": str(self._folder / "no_bytecode"), "PYTHONDONTWRITEBYTECODE": "1"}
        return self._run(root, {**environment, **unused}, ("-pno:cacheprovider", *arguments))

    def impacted(
        self, root: Path, environment: Mapping[str, str], arguments: tuple[str, ...], option: str = "--impacted"
    ) -> Run:
        """Run `pytest --impacted`, or with another of our options."""
        return self._run(root, environment, ("-pxdist", "-ppytest_openedx.plugin", option, *arguments))

    def _run(self, root: Path, environment: Mapping[str, str], arguments: tuple[str, ...]) -> Run:
        path = os.pathsep.join(filter(None, [str(root), environment.get("PYTHONPATH")]))
        variables = {**outer_environment(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment, "PYTHONPATH": path}
        ended = fork_server().run(root, variables, arguments, apart=False)
        outcomes = {nodeid.partition("::")[2] or nodeid: outcome for nodeid, outcome in ended.outcomes.items()}
        return Run(ended.code, ended.output, outcomes)
