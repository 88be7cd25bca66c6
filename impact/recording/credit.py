"""Crediting what frameworks keep: who uses a kept object rests on what making it ran and read, whoever was first."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Tests replace functions of `os` by fakes, which are not meant for us.
from os import getpid
from os.path import isabs
from typing import Any

from impact.recording.scribe import Scribe

Follow = Callable[[Any], Any]
"""Returns, for a function of the project that computes what is kept, one that books what it runs to the value."""


def _unfollowed(function: Any) -> Any:
    return function


class Credit:
    """Follows objects that outlive the node for which they were made, by nodes of their own.

    Objects are told apart by identity and not kept alive. Once closed, it does nothing: whoever got hold of an
    adapted function may go on using it.

    - `follow_property` follows the methods behind properties that are computed once for each instance.
    - `follow_cached` follows functions behind caches.
    """

    def __init__(
        self, scribe: Scribe, follow_property: Follow = _unfollowed, follow_cached: Follow = _unfollowed
    ) -> None:
        self._scribe = scribe
        self.follow_property, self.follow_cached = follow_property, follow_cached
        self._thread = threading.get_ident()
        self._makers: dict[int, tuple[weakref.ref[Any], str]] = {}
        self._count = 0
        self._worthy: set[str] = set()
        """The nodes to which something was booked: most templates of libraries touch nothing of the project."""
        self._open = True

    def close(self) -> None:
        """Stop. A second call does nothing."""
        self._open = False

    def new_node(self, what: str) -> str:
        """Return a new node for something that is kept. The process is in its name: forked ones count on apart."""
        self._count += 1
        return f"k:{what}#{getpid()}.{self._count}"

    @property
    def is_making(self) -> bool:
        """Whether what runs is being booked to something kept."""
        return self._scribe.node[0] == "k"

    @contextmanager
    def making(self, node: str) -> Iterator[None]:
        """Book what runs inside to `node`; who runs now rests on it."""
        scribe = self._scribe
        if not self._open or node == scribe.node:
            yield
        elif threading.get_ident() != self._thread:
            self._worthy.add(node)
            scribe.connect_both(node)
            try:
                yield
            finally:
                scribe.connect_both(node)  # meanwhile another node may have begun
        else:
            edges = scribe.edge_count
            try:
                with scribe.on_behalf_of(node):
                    yield
            finally:
                if scribe.edge_count > edges or scribe.is_booked(node):
                    self._worthy.add(node)
                self.rest_on(node)

    def rest_on(self, node: str) -> None:
        """Let who runs now rest on `node`."""
        if node in self._worthy and self._open:
            self._scribe.connect_current(node)

    def connect(self, node: str, other: str) -> None:
        """Let what rests on `node` rest on `other`."""
        if other in self._worthy and node != other and self._open:
            self._worthy.add(node)
            self._scribe.connect(node, other)

    def remember(self, thing: Any, node: str | None = None) -> None:
        """Say that an object was made for `node`, by default the one that runs."""
        key = id(thing)
        reference = weakref.ref(thing, lambda _: self._makers.pop(key, None))
        self._makers[key] = reference, self._scribe.node if node is None else node

    def maker(self, thing: Any) -> str | None:
        """Return the node for which an object was made; None where nobody knows it."""
        known = self._makers.get(id(thing))
        return known[1] if known is not None else None

    def use(self, thing: Any) -> bool:
        """Let who runs now rest on what an object was made from. Returns whether the object is known."""
        known = self._makers.get(id(thing))
        if known is None:
            return False
        self.rest_on(known[1])
        return True

    def use_file(self, thing: Any, path: object) -> None:
        """Let who runs now rest on an object; on a file at least, where nobody saw the object being made."""
        known = self._makers.get(id(thing))
        if known is not None:
            self.rest_on(known[1])
        elif self._open:
            node = self.new_node("file")
            if isinstance(path, str) and isabs(path):
                with self.making(node):
                    self.read(path)
            self.remember(thing, node)

    def use_module(self, module: Any) -> None:
        """Let who runs now rest on a module, whoever imported it; nothing happens for what is none of the project."""
        filename = getattr(module, "__file__", None)
        if self._open and isinstance(filename, str):
            self._scribe.imports.connect_module(self._scribe.node, filename)

    def read(self, path: str) -> None:
        """Book the content of a file to who runs now: it stands behind what is kept, though nobody opens it."""
        if self._open:
            self._scribe.reads.opened(path, writes=False, reads=True)

    def use_service(self, host: str, port: int, client: str) -> None:
        """Book a service that who runs now uses; an empty host is this machine."""
        if self._open:
            self._scribe.connections.used_address(host, port, client)

    def hand_on(self, before: Any, after: Any) -> None:
        """Go on following a connection in a socket that took it over from another."""
        if self._open:
            self._scribe.connections.hand_on(before, after)

    def disown(self, path: str) -> None:
        """Take a file for a product of the framework, which it makes anew from what is booked."""
        if self._open:
            self._scribe.disown(path)
