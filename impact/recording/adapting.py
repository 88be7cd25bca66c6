"""Adapting libraries as they are imported: from the shelf of adapters to patched functions, and back."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from types import CodeType
from typing import Any

import impact.adapters
from impact.recording.credit import Credit
from impact.recording.loading import BodyWatcher
from impact.recording.memos import Memos
from impact.recording.patching import Patches
from impact.recording.scribe import Scribe

Adaptations = Mapping[str, Callable[[Any], None]]
"""By the name of a module: what to do with it when it is imported."""


def collect() -> Iterator[Callable[[Credit, Patches], Adaptations]]:
    """Yield what the adapters on the shelf do, in the order of their names."""
    for entry in sorted(pkgutil.iter_modules(impact.adapters.__path__), key=lambda entry: entry.name):
        yield importlib.import_module(f"{impact.adapters.__name__}.{entry.name}").adapt


class Adapters:
    """Stands between the loaders and the scribe: adapts a module right after its body has run, before anyone uses it.

    Modules that are there already are adapted at once. Of a library that is never imported nothing is asked.
    """

    def __init__(self, scribe: Scribe, memos: Memos | None = None) -> None:
        self._watcher: BodyWatcher = scribe.imports
        self._credit = Credit(scribe, memos.follow_property, memos.follow) if memos else Credit(scribe)
        self._patches = Patches()
        self._wanted: dict[str, list[Callable[[Any], None]]] = {}
        self._running = _Running()
        for adapt in collect():
            for name, action in adapt(self._credit, self._patches).items():
                self._wanted.setdefault(name, []).append(action)
        for name in self._wanted.keys() & sys.modules.keys():
            self._apply(name)

    def close(self) -> None:
        """Undo what was done. A second call does nothing."""
        self._wanted.clear()
        self._credit.close()
        self._patches.undo()

    def module_begins(self, code: CodeType, namespace: dict[str, Any]) -> CodeType | None:
        """Tell the scribe, and see to it that the end is told where a library must be adapted."""
        watched = self._watcher.module_begins(code, namespace)
        name = namespace.get("__name__")
        wanted = name if name in self._wanted else None
        if watched is None and wanted is None:
            return None
        self._running.stack.append((watched is not None, wanted))
        return code if watched is None else watched

    def module_ends(self) -> None:
        """Adapt the module, and tell the scribe what was the scribe's."""
        watched, wanted = self._running.stack.pop()
        if wanted is not None:
            self._apply(wanted)
        if watched:
            self._watcher.module_ends()

    def _apply(self, name: str) -> None:
        module = sys.modules.get(name)
        for action in self._wanted.pop(name, ()):
            if module is not None:
                action(module)


class _Running(threading.local):
    """The modules whose bodies run in a thread: whether the scribe watches them, and their names if wanted."""

    def __init__(self) -> None:
        self.stack: list[tuple[bool, str | None]] = []
