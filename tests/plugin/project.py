"""What the plugin's tests speak of: a project of a few files, edits to it, and what a run of pytest said."""

from __future__ import annotations

import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.forked.client import fork_server, outer_environment


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run of pytest: exit code, what it printed, and the outcome of each test by its short name."""

    code: int
    output: str
    errors: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)

    @property
    def ran(self) -> set[str]:
        """The tests that ran."""
        return set(self.outcomes)

    @property
    def failed(self) -> set[str]:
        """The tests that failed, or whose fixtures did."""
        return {name for name, outcome in self.outcomes.items() if outcome == "failed"}

    @property
    def last_line(self) -> str:
        """The last line of the output."""
        return self.output.rstrip().rpartition("\n")[2]


class Project:
    """A folder with sources and tests.

    Its runs load xdist and our plugin alone, which halves their start; `plugins` are loaded besides.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment: dict[str, str] = {}
        self.plugins: list[str] = []

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files, dedented; None removes one."""
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a text that stands in a file."""
        path = self.root / name
        before = path.read_text()
        assert old in before, f"{old!r} is not in {name}"
        path.write_text(before.replace(old, new))

    def pytest(self, *arguments: str, folder: str = ".") -> Run:
        """Run pytest in a process of its own, forked from one that has imported it."""
        report = self.root.parent / "junit.xml"
        report.unlink(missing_ok=True)
        told = self._arguments(*arguments, f"--junitxml={report}")
        ended = fork_server().run(self.root / folder, self.variables(), told)
        return Run(ended.code, ended.output, ended.errors, _outcomes(report))

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of a run that a test starts and stops by itself."""
        return [sys.executable, "-m", "pytest", *self._arguments(*arguments)]

    def _arguments(self, *arguments: str) -> list[str]:
        plugins = ["xdist", "pytest_openedx.plugin", *self.plugins]
        return [*(f"-p{name}" for name in plugins), *arguments]

    def variables(self) -> dict[str, str]:
        """Return the environment of a run: ours, without what an outer run of pytest or coverage put there."""
        ours = {"PYTHONPATH": str(self.root), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return outer_environment() | ours | self.environment

    def impacted(self, *arguments: str) -> Run:
        """Run `pytest --impacted`."""
        return self.pytest("--impacted", *arguments)


def _outcomes(report: Path) -> dict[str, str]:
    """Read the outcomes from a JUnit file; where one test has several entries, a failure is the one that counts."""
    found: dict[str, str] = {}
    if not report.exists():
        return found
    for case in ElementTree.parse(report).iter("testcase"):
        file = (case.get("classname") or "").split(".")
        classes = [part for part in file if re.match(r"[A-Z]", part)]
        name = "::".join([*classes, case.get("name") or ""]) or (case.get("classname") or "")
        outcome = "passed"
        for child in case:
            if child.tag in ("failure", "error"):
                outcome = "failed"
            elif child.tag == "skipped":
                outcome = "skipped"
        if found.get(name) != "failed":
            found[name] = outcome
    return found
