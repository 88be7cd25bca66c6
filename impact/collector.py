"""Python's collector of cyclic garbage, kept from looking at what we build and at what the tests begin with."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_collect, _freeze, _unfreeze, _freeze_count = gc.collect, gc.freeze, gc.unfreeze, gc.get_freeze_count
_FULL = 2
_IMMORTAL = 5000
"""Python 3.12 counts some hundreds of objects that never go as set apart; with more, somebody has set them apart."""
_ASKED = ("collect", "freeze", "unfreeze", "get_freeze_count")
"""The functions by which one asks the collector, and which raise no audit event."""


def is_set_apart() -> bool:
    """Whether somebody has set apart what there is."""
    return _freeze_count() > _IMMORTAL


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


def collect_quietly(generation: int, failed: Callable[[Any], None]) -> None:
    """Collect garbage. What fails in a finalizer is handed to `failed`: it is no fault of what runs now."""
    hook, sys.unraisablehook = sys.unraisablehook, failed
    try:
        _collect(generation)
    finally:
        sys.unraisablehook = hook


class SetApart:
    """Keeps the collector from visiting what is there when the tests begin, until somebody asks for it.

    A collection takes as long as there are objects to visit, and what recording holds comes besides: this outweighs it.
    Who calls a function of `gc` that collects, or tells of all objects, finds everything as without us, and from then
    on nothing is set apart any more. `handlers` tell of questions by their audit events. Functions of `gc` that were
    taken out of it before this was made are the only ones that do not ask us.
    """

    def __init__(self) -> None:
        self._active = False
        self._failed: list[Any] = []
        self._shadows = {name: (getattr(gc, name), self._shadow(getattr(gc, name))) for name in _ASKED}
        self.handlers: dict[str, Callable[[tuple[Any, ...]], None]] = {
            event: lambda _: self.give_back() for event in ("gc.get_objects", "gc.get_referrers")
        }
        for name, (_, shadow) in self._shadows.items():
            setattr(gc, name, shadow)

    def begin(self) -> None:
        """Set apart what is there, garbage excepted; nothing where somebody has set the collector by himself."""
        if gc.isenabled() and not gc.get_debug() and not is_set_apart():
            collect_quietly(_FULL, self._failed.append)
            self._active = True
            _freeze()

    def give_back(self) -> None:
        """Let the collector visit all again. A second call does nothing."""
        if self._active:
            self._active = False
            _unfreeze()

    def close(self) -> None:
        """Give back all, and tell of finalizers that failed. A second call does nothing."""
        self.give_back()
        for name, (real, shadow) in self._shadows.items():
            if getattr(gc, name) is shadow:  # else somebody put another in its place
                setattr(gc, name, real)
        failed, self._failed = self._failed, []
        for each in failed:
            sys.unraisablehook(each)

    def _shadow(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def asked(*arguments: Any, **named: Any) -> Any:
            self.give_back()
            return real(*arguments, **named)

        return asked
