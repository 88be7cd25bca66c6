"""Watching caches, as those of `functools`: what computes a cached value is booked to the value, not to a test."""

from __future__ import annotations

import functools
import gc
import sys
import threading
import weakref
from collections.abc import Callable
from types import FunctionType
from typing import Any

from impact.collector import collect
from impact.recording.scribe import Scribe
from impact.recording.territory import Territory

_FOLLOWED, _COMPUTED = 256, 8
"""So many computations of one function, or of one property, for one node are told apart from the node; with further
ones the two are one. To tell them apart takes long, and an instance whose property a test computes rarely outlives it.
"""

_YOUNG = (0, 1)
"""The generations of what a test may have made, the younger first: mostly it is enough to look at that."""


class Memos:
    """Shadows `lru_cache`, `cache` and `cached_property` for functions of the project, until it is closed."""

    def __init__(self, scribe: Scribe, territory: Territory) -> None:
        self._scribe, self._territory = scribe, territory
        self._thread = threading.get_ident()
        self._counts: dict[str, tuple[str, int]] = {}
        self._computed: dict[tuple[str, str], list[Callable[[], Any]]] = {}
        self._failed: list[Any] = []
        self._real = functools.lru_cache
        self._real_property = functools.cached_property.__init__
        functools.lru_cache = self._watched_cache()
        functools.cached_property.__init__ = self._watched_property()  # type: ignore[method-assign]

    def close(self) -> None:
        """Put the real ones back, and tell of finalizers that failed. A second call does nothing."""
        functools.lru_cache = self._real
        functools.cached_property.__init__ = self._real_property  # type: ignore[method-assign]
        failed, self._failed = self._failed, []
        for each in failed:
            sys.unraisablehook(each)

    def _watched_cache(self) -> Any:
        real, follow = self._real, self.follow

        @functools.wraps(real)
        def lru_cache(maxsize: Any = 128, typed: bool = False) -> Any:
            if callable(maxsize) and isinstance(typed, bool):
                return decorate(real(128, typed), maxsize)
            decorator = real(maxsize, typed)
            return lambda function: decorate(decorator, function)

        def decorate(decorator: Any, function: Any) -> Any:
            followed = follow(function)
            cached = decorator(followed)
            if followed is not function:
                cached.__wrapped__ = function
            return cached

        return lru_cache

    def _watched_property(self) -> Any:
        real, follow = self._real_property, self.follow_property

        @functools.wraps(real)
        def initialise(self: Any, func: Any) -> None:
            real(self, func)
            self.func = follow(func)

        return initialise

    def follow(self, function: Any) -> Any:
        """Return a function that does the same and books what it runs; itself where it is not the project's."""
        node = self._node_of(function)
        if node is None:
            return function
        self._scribe.keep(node, "", function.__name__)
        return functools.wraps(function)(self._following(function, node))

    def follow_property(self, function: Any) -> Any:
        """As for a cache; but a value counts as kept only where its instance outlives the test that computed it."""
        node = self._node_of(function)
        if node is None:
            return function
        follow = self._following

        def compute(instance: Any) -> Any:
            __tracebackhide__ = True
            own = f"{node}@{self._scribe.node}"
            self._computed.setdefault((own, function.__name__), []).append(_reference(instance))
            return follow(function, own, _COMPUTED)(instance)

        return functools.wraps(function)(compute)

    def settle(self) -> None:
        """A test is over: keep those values of properties whose instances are still there.

        Young garbage is collected first: many an instance is part of a cycle, by what it caches, and seems to stay.
        """
        computed, self._computed = self._computed, {}
        for node, _ in computed:
            self._counts.pop(node, None)
        for generation in _YOUNG if gc.isenabled() else ():
            computed = {key: living for key, each in computed.items() if (living := _living(each))}
            if computed:
                self._collect(generation)
        for (node, name), instances in computed.items():
            if _living(instances):
                self._scribe.keep(node, "", name)

    def _collect(self, generation: int) -> None:
        """Collect young garbage. What fails in a finalizer is told at the end: it is no fault of the next test."""
        hook, sys.unraisablehook = sys.unraisablehook, self._failed.append
        try:
            collect(generation)
        finally:
            sys.unraisablehook = hook

    def _node_of(self, function: Any) -> str | None:
        if type(function) is not FunctionType:
            return None
        place = self._territory.place(function.__code__.co_filename)
        return None if place is None else f"k:{place}:{function.__qualname__}"

    def _following(self, function: Callable[..., Any], node: str, most: int = _FOLLOWED) -> Callable[..., Any]:
        scribe, thread, counts = self._scribe, self._thread, self._counts

        def compute(*arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True
            running, count = counts.get(node, ("", 0))
            counts[node] = scribe.node, count + 1 if running == scribe.node else 1
            if counts[node][1] > most or threading.get_ident() != thread:
                scribe.connect_both(node)
                return function(*arguments, **named)
            scribe.connect_current(node)
            with scribe.on_behalf_of(node):
                return function(*arguments, **named)

        return compute


def _living(instances: list[Callable[[], Any]]) -> list[Callable[[], Any]]:
    return [each for each in instances if each() is not None]


def _reference(instance: Any) -> Callable[[], Any]:
    """Return what gives the instance while it is there; for one that can't be watched, itself."""
    try:
        return weakref.ref(instance)
    except TypeError:
        return lambda: instance
