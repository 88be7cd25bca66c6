"""Replacing functions of libraries while a recording runs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_ABSENT = object()
_OF_CACHES = ("cache_clear", "cache_info", "cache_parameters")


class Patches:
    """Remembers what it replaced, and puts it back."""

    def __init__(self) -> None:
        self._done: list[tuple[Any, str, Any, Any]] = []

    def wrap(self, owner: Any, names: str, wrapper: Callable[[Any], Any]) -> None:
        """Replace the function at a dotted name below `owner` by what `wrapper` makes of it.

        A name that is not there is left alone: other versions of a library have other names.
        """
        *path, name = names.split(".")
        for part in path:
            owner = getattr(owner, part, None)
        original = getattr(owner, name, None)
        if owner is None or original is None:
            return
        replacement = functools.wraps(original)(wrapper(original))
        for attribute in _OF_CACHES:
            if hasattr(original, attribute):
                setattr(replacement, attribute, getattr(original, attribute))
        self._done.append((owner, name, vars(owner).get(name, _ABSENT), replacement))
        setattr(owner, name, replacement)

    def undo(self) -> None:
        """Put everything back, save what somebody else replaced since. A second call does nothing."""
        while self._done:
            owner, name, before, replacement = self._done.pop()
            if vars(owner).get(name) is not replacement:
                continue
            if before is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, before)
