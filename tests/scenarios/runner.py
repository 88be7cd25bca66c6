"""Runs of pytest through the fork server: what each costs is little more than what pytest does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

_SERVER = Path(__file__).with_name("fork_server.py")


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
    """The fork server's other end. Use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_SERVER)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder, env=dict(_base()),
        )  # fmt: skip

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()

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
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        output = self._folder / "output.txt"
        path = os.pathsep.join(filter(None, [str(root), environment.get("PYTHONPATH")]))
        order = {
            "folder": str(root),
            "environment": {**_base(), **environment, "PYTHONPATH": path},
            "arguments": arguments,
            "output": str(output),
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the fork server ended with {self._process.wait()}"
        answer = json.loads(line)
        outcomes = {nodeid.partition("::")[2] or nodeid: outcome for nodeid, outcome in answer["outcomes"].items()}
        return Run(answer["code"], output.read_text(errors="replace"), outcomes)


def _base() -> dict[str, str]:
    """Return our environment, without what an outer run of pytest or coverage put there."""
    outer = ("PYTEST_", "COV_", "COVERAGE_", "DJANGO_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(outer)}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
