"""Watching cached properties: what computes one is booked to its value, which is kept where its instance stays."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

from impact.collector import collect_quietly
from impact.recording.scribe import Scribe

_COMPUTED = 8
"""So many computations of one property for one node are told apart from the node; with further ones the two are one.
To tell them apart takes long, and an instance whose property a test computes rarely outlives it."""
_YOUNG = (0, 1)
"""The generations of what a test may have made, the younger first: mostly it is enough to look at that."""


class _Computed:
    """The values of one property that were computed for one node: their own node, and the instances that have them."""

    __slots__ = ("count", "instances", "is_one", "node")

    def __init__(self, node: str) -> None:
        self.node = node
        self.instances: list[Callable[[], Any]] = []
        self.count = 0
        self.is_one = False


class Properties:
    """Follows the methods behind properties that are computed once for each instance."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._thread = threading.get_ident()
        self._begun: list[tuple[str, dict[str, _Computed], _Computed]] = []
        self._failed: list[Any] = []

    def close(self) -> None:
        """Tell of finalizers that failed. A second call does nothing."""
        failed, self._failed = self._failed, []
        for each in failed:
            sys.unraisablehook(each)

    def following(self, function: Any, node: str) -> Callable[[Any], Any]:
        """Return what computes a property as `function` does, and books it. `node` is that of all its values."""
        scribe, thread, begin = self._scribe, self._thread, self._begin
        running: dict[str, _Computed] = {}

        def compute(instance: Any) -> Any:
            __tracebackhide__ = True
            computed = running.get(scribe.node) or begin(running, node, function.__name__)
            computed.instances.append(_reference(instance))
            computed.count += 1
            if computed.is_one:
                return function(instance)
            if computed.count > _COMPUTED or threading.get_ident() != thread:
                computed.is_one = True
                scribe.connect_both(computed.node)
                return function(instance)
            scribe.connect_current(computed.node)
            before = scribe.switch(computed.node)
            try:
                return function(instance)
            finally:
                scribe.switch(before)

        return compute

    def settle(self) -> None:
        """A test is over: keep those values whose instances are still there.

        Young garbage is collected first: many an instance is part of a cycle, by what it caches, and seems to stay.
        """
        begun, self._begun = self._begun, []
        for _, running, _ in begun:
            running.clear()
        for generation in _YOUNG if gc.isenabled() else ():
            begun = [each for each in begun if _has_living(each[2])]
            if begun:
                collect_quietly(generation, self._failed.append)
        for name, _, computed in begun:
            if _has_living(computed):
                self._scribe.keep(computed.node, "", name)

    def _begin(self, running: dict[str, _Computed], node: str, name: str) -> _Computed:
        current = self._scribe.node
        computed = running[current] = _Computed(f"{node}@{current}")
        self._begun.append((name, running, computed))
        return computed


def _has_living(computed: _Computed) -> bool:
    computed.instances = [each for each in computed.instances if each() is not None]
    return bool(computed.instances)


def _reference(instance: Any) -> Callable[[], Any]:
    """Return what gives the instance while it is there; for one that can't be watched, itself."""
    try:
        return weakref.ref(instance)
    except TypeError:
        return lambda: instance
