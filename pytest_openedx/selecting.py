"""The hooks that select: unaffected files are not collected, resting tests are deselected."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from impact.selection.choosing import file_of
from impact.selection.ordering import UNKNOWN

_OUR_PLUGIN = "openedx"
_NODEID = pytest.StashKey[str]()


@dataclass(frozen=True, slots=True)
class Orders:
    """What was decided before collection; plain enough to be sent to a worker.

    - `resting`: node ids to deselect, of the files that are collected.
    - `known`: all other node ids that the map knows, of these files.
    - `files`, `folders`: what is collected; None where nothing may be left out.
    """

    resting: frozenset[str]
    known: frozenset[str]
    files: frozenset[str] | None
    folders: frozenset[str] | None

    @classmethod
    def everything(cls) -> Orders:
        """Return the orders of a run in which nothing is left out."""
        return cls(frozenset(), frozenset(), None, None)

    def pack(self) -> dict[str, Any]:
        """Return the orders as builtins."""
        return {name: None if (value := getattr(self, name)) is None else sorted(value) for name in self.__slots__}

    @classmethod
    def unpack(cls, packed: dict[str, Any]) -> Orders:
        """Return what `pack` packed."""
        files, folders = packed["files"], packed["folders"]
        return cls(
            resting=frozenset(packed["resting"]),
            known=frozenset(packed["known"]),
            files=None if files is None else frozenset(files),
            folders=None if folders is None else frozenset(folders),
        )

    def wants(self, path: str) -> bool:
        """Whether a file, or something in a folder, is to be collected."""
        if self.files is None or self.folders is None:
            return True
        return path in self.files or path in self.folders


class SelectionHooks:
    """Obeys the orders. `deselected` counts what they left out of the collected files."""

    def __init__(self, orders: Orders, weights: dict[str, float] | None, config: pytest.Config) -> None:
        self.deselected = 0
        self.collected: list[str] = []
        self._orders, self._weights, self._root = orders, weights, str(config.rootpath)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Pass over files and folders in which nothing is impacted."""
        path = os.path.relpath(collection_path, self._root).replace(os.sep, "/")
        return None if self._orders.wants(path) else True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> Iterator[Any]:
        """Deselect the tests that rest, before anyone else selects."""
        self.collected = [item.nodeid for item in items]
        for item in items:
            item.stash[_NODEID] = item.nodeid
        resting = [item for item in items if item.nodeid in self._orders.resting]
        if resting:
            items[:] = [item for item in items if item.nodeid not in self._orders.resting]
            self.deselected = len(resting)
            config.hook.pytest_deselected(items=resting)
        if self._weights is not None:
            weights = self._weights
            items.sort(key=lambda item: -weights.get(file_of(item.nodeid), UNKNOWN))
        return (yield)


def plain_nodeid(item: pytest.Item) -> str:
    """Return the node id under which a test was collected: with `--dist loadgroup` a worker appends its group."""
    return item.stash.get(_NODEID, item.nodeid)


def without_group(nodeid: str) -> str:
    """Return the node id that a worker reports with `--dist loadgroup`, without the group, as far as xdist can tell."""
    plain, _, group = nodeid.rpartition("@")
    return plain if "::" in plain and "]" not in group else nodeid


def news_of(collected: list[str], orders: Orders, complete: Any) -> tuple[list[str], list[str]]:
    """Return the collected tests that nobody knew, and the known tests of complete files that were not found."""
    found = set(collected)
    before = orders.resting | orders.known
    new = [nodeid for nodeid in collected if nodeid not in before]
    gone = [nodeid for nodeid in before if nodeid not in found and complete(file_of(nodeid))]
    return new, gone


class CollectorWays:
    """How pytest would look for tests: which files may hold some, and which folders it never enters."""

    def __init__(self, config: pytest.Config, known_files: frozenset[str]) -> None:
        self._root = config.rootpath
        self._patterns = list(config.getini("python_files"))
        if config.getoption("doctestmodules", False):
            self._patterns.append("*.py")
        self._skipped = list(config.getini("norecursedirs"))
        self._known = known_files
        self._suffixes = {os.path.splitext(path)[1] for path in known_files} - {".py"}
        self._anything = _has_foreign_collector(config)

    def may_hold_tests(self, path: str) -> bool:
        """Whether pytest, or a plugin, might find tests in a file."""
        if path in self._known or self._anything or os.path.splitext(path)[1] in self._suffixes:
            return True
        name = path.rpartition("/")[2]
        return any(fnmatch.fnmatch(path if "/" in pattern else name, pattern) for pattern in self._patterns)

    def skip_folder(self, path: str) -> bool:
        """Whether pytest does not enter a folder."""
        name = path.rpartition("/")[2]
        if name == "__pycache__" or any(fnmatch.fnmatch(name, pattern) for pattern in self._skipped):
            return True
        return os.path.exists(os.path.join(self._root, path, "pyvenv.cfg"))


def _has_foreign_collector(config: pytest.Config) -> bool:
    """Whether a plugin besides pytest's own collects files: then any file may hold tests."""
    return any(
        not each.plugin_name.startswith(("python", "doctest", "unittest", "session", "main", _OUR_PLUGIN))
        for each in config.pluginmanager.hook.pytest_collect_file.get_hookimpls()
    )


def starts_of(config: pytest.Config) -> tuple[list[str], frozenset[str]]:
    """Return where collection would start, relative to the root, and the files of which only some tests are wanted."""
    starts: list[str] = []
    partial: set[str] = set()
    for argument in config.args:
        path, _, rest = argument.partition("::")
        full = os.path.normpath(os.path.join(config.invocation_params.dir, path))
        relative = os.path.relpath(full, config.rootpath).replace(os.sep, "/")
        starts.append(relative)
        if rest:
            partial.add(relative)
    return starts, frozenset(partial)
