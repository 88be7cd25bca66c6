"""Watching `functools` caches: what computes a cached value is booked to the value, not to the first test."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

from impact.recording.scribe import Scribe
from impact.recording.territory import Territory

_FOLLOWED = 256
"""So many computations of one function are told apart from the node that runs; with further ones they count as one."""


class Memos:
    """Shadows `lru_cache`, `cache` and `cached_property` for functions of the project, until it is closed."""

    def __init__(self, scribe: Scribe, territory: Territory) -> None:
        self._scribe, self._territory = scribe, territory
        self._thread = threading.get_ident()
        self._real = functools.lru_cache
        self._real_property = functools.cached_property.__init__
        functools.lru_cache = self._watched_cache()
        functools.cached_property.__init__ = self._watched_property()  # type: ignore[method-assign]

    def close(self) -> None:
        """Put the real ones back. A second call does nothing."""
        functools.lru_cache = self._real
        functools.cached_property.__init__ = self._real_property  # type: ignore[method-assign]

    def _watched_cache(self) -> Any:
        real, follow = self._real, self._follow

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
        real, follow = self._real_property, self._follow

        @functools.wraps(real)
        def initialise(self: Any, func: Any) -> None:
            real(self, func)
            self.func = follow(func)

        return initialise

    def _follow(self, function: Any) -> Any:
        """Return a function that does the same and books what it runs; itself where it is not the project's."""
        if type(function) is not FunctionType:
            return function
        place = self._territory.place(function.__code__.co_filename)
        if place is None:
            return function
        node = f"k:{place}:{function.__qualname__}"
        self._scribe.keep(node, "", function.__name__)
        return functools.wraps(function)(self._following(function, node))

    def _following(self, function: Callable[..., Any], node: str) -> Callable[..., Any]:
        scribe, thread = self._scribe, self._thread
        computed = 0

        def compute(*arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True
            nonlocal computed
            computed += 1
            if computed > _FOLLOWED or threading.get_ident() != thread:
                scribe.connect_both(node)
                return function(*arguments, **named)
            scribe.connect_current(node)
            with scribe.on_behalf_of(node):
                return function(*arguments, **named)

        return compute
