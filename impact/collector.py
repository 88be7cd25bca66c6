"""Python's collector of cyclic garbage, kept from looking at what we build and at what a run begins with."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

collect = gc.collect
"""The collector itself, for who does not want to look at what is set apart."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be collected inside: what we build there is none, and each collection would visit all of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class SetApart:
    """Keeps the collector from visiting what is there now, until somebody asks for it.

    A collection takes as long as there are objects to visit, and what recording holds comes besides: this outweighs it.
    Who calls `gc.collect`, or asks for all objects or for those that refer to one, finds everything as without us, and
    from then on nothing is set apart any more. `handlers` tell of these questions by their audit events. Where
    something is set apart already, by whomever, nothing happens.
    """

    def __init__(self) -> None:
        self._ours = not gc.get_freeze_count()
        self._real = gc.collect
        self.handlers: dict[str, Callable[[tuple[Any, ...]], None]] = {
            event: lambda _: self.give_back() for event in ("gc.get_objects", "gc.get_referrers")
        }
        if self._ours:
            gc.collect = self._watched(gc.collect)  # type: ignore[assignment] # mypy does not see through the wrapper
            gc.freeze()

    def extend(self) -> None:
        """Set apart what has come since, unless somebody has asked."""
        if self._ours:
            gc.freeze()

    def give_back(self) -> None:
        """Let the collector visit all again. A second call does nothing."""
        if self._ours:
            self._ours = False
            gc.collect = self._real
            gc.unfreeze()

    def _watched(self, real: Callable[[int], int]) -> Callable[[int], int]:
        @functools.wraps(real)
        def watched(generation: int = 2) -> int:
            self.give_back()
            return real(generation)

        return watched
