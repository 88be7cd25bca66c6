"""Loaded into the audited pytest (`-p impact.audit.observer`): each process notes what it sees in a file of its own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO, Any

import pluggy  # pytest's own hooks are pluggy's: so pytest need not be imported here

FOLDER = "IMPACT_AUDIT_FOLDER"
"""The environment variable that names the folder of the files."""
ORIGIN = "IMPACT_AUDIT_ORIGIN"
"""The one that names the project that was copied: nothing should be imported from there."""

_hook = pluggy.HookimplMarker("pytest")


def pytest_configure(config: Any) -> None:
    """Begin to observe."""
    path = Path(os.environ[FOLDER]) / f"{os.getpid()}.jsonl"
    config.pluginmanager.register(Observer(path.open("a", encoding="utf-8", buffering=1)), "impact-audit-observer")


class Observer:
    """Writes one line for each event, at once: a process that is killed has told what it saw."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    @_hook(tryfirst=True)
    def pytest_collectreport(self, report: Any) -> None:
        """Note how the collection of a file, folder or class ended."""
        if report.nodeid:
            self._write("collect", report.nodeid, report.outcome)

    @_hook(trylast=True)
    def pytest_collection_finish(self, session: Any) -> None:
        """Note what is going to run."""
        self._write("items", [item.nodeid for item in session.items])

    @_hook(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note that a test begins."""
        self._write("start", nodeid)

    @_hook(tryfirst=True)
    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note how a phase of a test ended."""
        outcome = report.outcome
        if hasattr(report, "wasxfail") and outcome != "failed":
            outcome = "xfailed" if outcome == "skipped" else "xpassed"
        self._write("report", report.nodeid, outcome)

    @_hook(tryfirst=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Note that a test has ended."""
        self._write("finish", nodeid)

    @_hook(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Note that the process came to its end."""
        self._write("end", int(exitstatus), strangers(os.environ[ORIGIN]))

    def _write(self, *event: Any) -> None:
        self._stream.write(json.dumps(event) + "\n")


def strangers(origin: str) -> list[str]:
    """Return some files of loaded modules that lie in the folder, installed ones left out."""
    inside = origin.rstrip(os.sep) + os.sep
    environment = os.path.realpath(sys.prefix) + os.sep
    files = {str(getattr(module, "__file__", None) or "") for module in list(sys.modules.values())}
    found = (os.path.realpath(file) for file in files if file)
    return sorted(
        file
        for file in found
        if file.startswith(inside)
        and "site-packages" not in file
        and not (environment.startswith(inside) and file.startswith(environment))
    )[:5]
