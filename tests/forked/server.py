"""Runs pytest over and over in fresh children of one process, which has imported pytest and its plugins once.

Started as a script. Each line of its input is an order, in JSON: "folder", "environment", "arguments", "timeout" in
seconds, and the files for what is printed, "output" and "errors". Each line of its output is the answer: the exit code,
and the outcome of each test.

A child differs from a process that a person starts in this alone: what it imports of ours and of pytest's is loaded. No
module of a project is, no session has begun, nobody listens. What pytest itself would not have loaded is put out of
sight, for the recording tells by what is loaded on what the tests rest.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

# Not the plugins themselves: pytest warns when one is imported before it was asked to load it.
_LOADED = (
    "pytest _pytest.assertion.rewrite _pytest.junitxml _pytest.unittest unittest.mock execnet execnet.gateway_base "
    "sqlite3 asyncio concurrent.futures multiprocessing.context subprocess importlib.metadata importlib.resources "
    "xml.etree.ElementTree pdb doctest difflib pprint dataclasses json csv"
).split()
_HIDDEN = (
    *("sqlite_utils", "impact.map.writer", "pytest_openedx.wiring", "pytest_openedx.recording"),
    *(f"impact.adapters.{name}" for name in ("django_caches", "django_templates", "django_translations")),
    *(f"impact.adapters.{name}" for name in ("gettext_catalogues", "jinja2_templates", "mako_templates")),
)


class _Spares(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Modules that are loaded and out of sight, until somebody imports them."""

    def __init__(self, names: Iterable[str]) -> None:
        before = set(sys.modules)
        for name in names:
            importlib.import_module(name)
        new = [name for name in sys.modules if name not in before]
        self._modules = {
            name: sys.modules.pop(name) for name in new if name.partition(".")[0] not in sys.stdlib_module_names
        }

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> Any:
        if fullname not in self._modules:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self)
        spec.submodule_search_locations = getattr(self._modules[fullname], "__path__", None)
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return self._modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the module is complete."""


class _Outcomes:
    """Notes how each test, and each file that can't be collected, ended; a failure is what counts."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note what a report says."""
        outcome = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xfailed" if report.skipped else "xpassed"
        if outcome != "passed" or report.when == "call":
            self._note(report.nodeid, outcome)

    def pytest_collectreport(self, report: Any) -> None:
        """Note what can't be collected, or is skipped as a whole."""
        if report.outcome != "passed":
            self._note(report.nodeid, report.outcome)

    def _note(self, nodeid: str, outcome: str) -> None:
        if self.found.get(nodeid) != "failed":
            self.found[nodeid] = outcome


def main() -> None:
    """Carry out the orders, one after the other."""
    from _pytest.config import default_plugins

    for name in (*_LOADED, *(f"_pytest.{plugin}" for plugin in default_plugins)):
        importlib.import_module(name)
    sys.meta_path.insert(0, _Spares(_HIDDEN))
    gc.freeze()  # pytest collects garbage five times when it ends
    for line in sys.stdin:
        answer, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(answer)
            _run(json.loads(line), tell)
        os.close(tell)
        with open(answer, encoding="utf-8") as told:
            text = told.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"code": status, "outcomes": json.loads(text or "{}")}), flush=True)


def _run(order: Mapping[str, Any], tell: int) -> None:
    """Become a run of `python -m pytest`, and end."""
    faulthandler.dump_traceback_later(order["timeout"], exit=True)
    _settle(order["folder"], order["environment"], order["output"], order["errors"])
    outcomes = _Outcomes()
    code = 3
    try:
        code = int(_pytest(order["arguments"], outcomes))
    except BaseException:  # noqa: BLE001  # whatever it was, it must not go back into the loop of the parent
        traceback.print_exc()
    with open(tell, "w", encoding="utf-8") as answer:
        json.dump(outcomes.found, answer)
    sys.exit(code)


def _settle(folder: str, environment: Mapping[str, str], output: str, errors: str) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written if errors == output else os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    sys.stdin = os.fdopen(0, closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:1] = [folder, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in environment
    sys.pycache_prefix = environment.get("PYTHONPYCACHEPREFIX")
    sys.argv[:] = ["pytest"]
    del sys.modules["__main__"].__file__  # else this file would be taken for one of the project
    importlib.invalidate_caches()


def _pytest(arguments: Sequence[str], outcomes: _Outcomes) -> int:
    import pytest

    sys.argv += arguments
    return pytest.main([*arguments], plugins=[outcomes])


if __name__ == "__main__":
    main()
