"""Following `__getattr__` of classes of the project: an answer is booked to what the object keeps of it."""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Callable
from types import FunctionType
from typing import Any, Protocol

from impact.recording.holding import Holder
from impact.recording.looking import attributes_of_class
from impact.recording.unseen import unseen

NAME = "__getattr__"
_IN_VAIN = 32
"""After so many calls that left nothing behind, a function is no longer told apart from who asks it: that takes long,
and most hand on to another object."""


class Booking(Protocol):
    """What the finding is booked with."""

    def switch(self, node: str) -> str:
        """Book what was entered since the last switch, and go on for `node`. Returns the node before."""

    def connect_current(self, node: str) -> None:
        """Say that what rests on the node that runs rests on `node`."""

    def connect_both(self, node: str) -> None:
        """Say that the node that runs and another rest on each other."""


class Answers:
    """Stands before `__getattr__` of classes, until it is closed.

    - `holder_of` returns the holder of an object that lasts, None for others: these are left to themselves.
    - `node_of` names the node of an attribute.
    - `keep` is told which attributes have come to stay, and of which node.
    """

    def __init__(
        self, booking: Booking, node_of: Callable[[Holder, str], str], keep: Callable[[str, Holder, str], None]
    ) -> None:
        self._booking, self._node_of, self._keep = booking, node_of, keep
        self._thread = threading.get_ident()
        self._done: list[tuple[weakref.ref[type], Any, Any]] = []
        self._followed: set[int] = set()

    def follow(self, cls: type, holder_of: Callable[[object], Holder | None]) -> None:
        """Follow the `__getattr__` of a class, if it has one of its own, and lets it be replaced."""
        original = attributes_of_class(cls).get(NAME)
        if type(original) is not FunctionType or id(original) in self._followed:
            return
        followed = functools.wraps(original)(self._following(original, holder_of))
        try:
            type.__setattr__(cls, NAME, followed)
        except TypeError:  # classes of ctypes, and others that C code makes
            return
        self._followed.add(id(followed))
        self._done.append((weakref.ref(cls), original, followed))

    def close(self) -> None:
        """Put everything back, save what somebody else replaced since. A second call does nothing."""
        while self._done:
            reference, original, followed = self._done.pop()
            cls = reference()
            if cls is not None and attributes_of_class(cls).get(NAME) is followed:
                type.__setattr__(cls, NAME, original)

    def _following(self, original: Any, holder_of: Callable[[object], Holder | None]) -> Any:
        booking, node_of, keep, thread = self._booking, self._node_of, self._keep, self._thread
        in_vain = 0

        def find(*arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True
            nonlocal in_vain
            holder = holder_of(arguments[0]) if len(arguments) == 2 and type(arguments[1]) is str else None
            if holder is None:
                return original(*arguments, **named)
            node, before, names = node_of(holder, arguments[1]), "", holder.names()
            is_apart = in_vain <= _IN_VAIN and threading.get_ident() == thread
            if is_apart:
                booking.connect_current(node)
                before = booking.switch(node)
            try:
                found = original(*arguments, **named)
                in_vain += 1  # not where it raised: tools ask what there is, and nothing ran for long
                return found
            finally:
                if is_apart:
                    booking.switch(before)
                new = holder.names() - names
                if new:
                    in_vain = 0
                    if not is_apart:
                        booking.connect_both(node)
                for name in new:
                    keep(node, holder, name)

        return unseen(find)
