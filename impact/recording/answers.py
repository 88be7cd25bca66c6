"""Following `__getattr__` of classes whose objects keep what it finds: finding it is booked to what is found."""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Callable
from types import FunctionType
from typing import Any, Protocol

from impact.recording.holding import Holder
from impact.recording.looking import attributes, attributes_of_class

NAME = "__getattr__"


class Booking(Protocol):
    """What the finding is booked with."""

    def switch(self, node: str) -> str:
        """Book what was entered since the last switch, and go on for `node`. Returns the node before."""

    def connect_current(self, node: str) -> None:
        """Say that what rests on the node that runs rests on `node`."""

    def connect_both(self, node: str) -> None:
        """Say that the node that runs and another rest on each other."""


class Answers:
    """Stands before `__getattr__` where it was noted, until it is closed.

    - `node_of` names the node of an attribute.
    - `keep` is told which attributes have come to stay.
    """

    def __init__(
        self, booking: Booking, node_of: Callable[[Holder, str], str], keep: Callable[[Holder, str], None]
    ) -> None:
        self._booking, self._node_of, self._keep = booking, node_of, keep
        self._thread = threading.get_ident()
        self._done: list[tuple[weakref.ref[type], Any, Any]] = []

    def follow(self, cls: type, holder_of: Callable[[object], Holder | None]) -> None:
        """Follow the `__getattr__` of a class for those of its objects that last: those that have a holder."""
        original = attributes_of_class(cls).get(NAME)
        if type(original) is FunctionType:
            followed = functools.wraps(original)(self._following(original, holder_of))
            type.__setattr__(cls, NAME, followed)
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

        def find(instance: Any, name: str) -> Any:
            __tracebackhide__ = True
            holder = holder_of(instance)
            if holder is None or type(name) is not str:
                return original(instance, name)
            node = node_of(holder, name)
            try:
                if threading.get_ident() != thread:
                    booking.connect_both(node)
                    return original(instance, name)
                booking.connect_current(node)
                before = booking.switch(node)
                try:
                    return original(instance, name)
                finally:
                    booking.switch(before)
            finally:
                if name in attributes(instance):
                    keep(holder, name)

        return find
