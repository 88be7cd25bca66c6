"""Watching caches, as those of `functools`: what computes a cached value is booked to the value, not to a test."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

from impact.recording.properties import Properties
from impact.recording.scribe import Scribe
from impact.recording.territory import Territory
from impact.recording.unseen import unseen

_FOLLOWED = 256
"""So many computations of one function for one node are told apart from the node; with further ones the two are one,
for to tell them apart takes long."""


class Memos:
    """Shadows `lru_cache`, `cache` and `cached_property` for functions of the project, until it is closed."""

    def __init__(self, scribe: Scribe, territory: Territory) -> None:
        self._scribe, self._territory = scribe, territory
        self._thread = threading.get_ident()
        self._counts: dict[str, tuple[str, int]] = {}
        self._properties = Properties(scribe)
        self._real = functools.lru_cache
        self._real_property = functools.cached_property.__init__
        functools.lru_cache = self._watched_cache()
        functools.cached_property.__init__ = self._watched_property()  # type: ignore[method-assign]

    def close(self) -> None:
        """Put the real ones back, and tell of finalizers that failed. A second call does nothing."""
        functools.lru_cache = self._real
        functools.cached_property.__init__ = self._real_property  # type: ignore[method-assign]
        self._properties.close()

    def settle(self) -> None:
        """A test is over: keep those values of properties whose instances are still there."""
        self._properties.settle()

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
        return functools.wraps(function)(unseen(self._following(function, node)))

    def follow_property(self, function: Any) -> Any:
        """As for a cache; but a value counts as kept only where its instance outlives the test that computed it."""
        node = self._node_of(function)
        if node is None:
            return function
        return functools.wraps(function)(unseen(self._properties.following(function, node)))

    def _node_of(self, function: Any) -> str | None:
        if type(function) is not FunctionType:
            return None
        place = self._territory.place(function.__code__.co_filename)
        return None if place is None else f"k:{place}:{function.__qualname__}"

    def _following(self, function: Callable[..., Any], node: str) -> Callable[..., Any]:
        scribe, thread, counts = self._scribe, self._thread, self._counts

        def compute(*arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True
            running, count = counts.get(node, ("", 0))
            counts[node] = scribe.node, count + 1 if running == scribe.node else 1
            if counts[node][1] > _FOLLOWED or threading.get_ident() != thread:
                scribe.connect_both(node)
                return function(*arguments, **named)
            scribe.connect_current(node)
            before = scribe.switch(node)
            try:
                return function(*arguments, **named)
            finally:
                scribe.switch(before)

        return compute
