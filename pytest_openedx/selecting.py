"""The hooks that select: unaffected files are not collected, resting tests are deselected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from impact.model import file_of
from impact.selection.ordering import UNKNOWN

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
