"""Seeing each project module before its body runs: `exec` is shadowed in the loaders that run module bodies."""

from __future__ import annotations

import importlib._bootstrap_external as _standard_loader
from collections.abc import Iterable
from types import CodeType, FunctionType, ModuleType
from typing import Any, Protocol


class BodyWatcher(Protocol):
    """What wants to know of module bodies."""

    def module_begins(self, code: CodeType, namespace: dict[str, Any]) -> CodeType | None:
        """Return the code to run in place of a module's, or None where the module is not watched."""

    def module_ends(self) -> None:
        """The watched module that began last is done, or has raised."""


_ABSENT = object()


class ModuleBodies:
    """Shows the body of every imported module to `watcher` before and after it runs.

    `loaders` are further modules that run bodies by `exec`, as pytest's assertion rewriter does. Hooks nest: a
    session within a session sees what it imports, then hands back what stood there before.
    """

    def __init__(self, watcher: BodyWatcher, loaders: Iterable[ModuleType] = ()) -> None:
        self._watcher = watcher
        self._loaders = (_standard_loader, *loaders)
        self._before: list[object] = []

    def open(self) -> None:
        """Begin to see module bodies."""
        for loader in self._loaders:
            before = vars(loader).get("exec", _ABSENT)
            self._before.append(before)
            run = exec if before is _ABSENT else before
            vars(loader)["exec"] = _as_importlib(_shadow(self._watcher, run))

    def close(self) -> None:
        """Put back what stood there before. A second call does nothing."""
        while self._before:
            before = self._before.pop()
            loader = self._loaders[len(self._before)]
            if before is _ABSENT:
                vars(loader).pop("exec", None)
            else:
                vars(loader)["exec"] = before


def _shadow(watcher: BodyWatcher, run: Any) -> FunctionType:
    def _call_with_frames_removed(code: Any, namespace: dict[str, Any], *rest: Any) -> None:
        __tracebackhide__ = True
        watched = watcher.module_begins(code, namespace) if type(code) is CodeType and not rest else None
        if watched is None:
            run(code, namespace, *rest)
            return
        try:
            run(watched, namespace)
        finally:
            watcher.module_ends()

    return _call_with_frames_removed  # type: ignore[return-value]


def _as_importlib(function: FunctionType) -> FunctionType:
    """Let CPython cut our frame out of tracebacks, as it cuts out those of importlib itself.

    It removes runs of frames of these files that end in a function of this name (`remove_importlib_frames` in
    CPython's Python/import.c).
    """
    function.__code__ = function.__code__.replace(co_filename="<frozen importlib._bootstrap>")
    return function
