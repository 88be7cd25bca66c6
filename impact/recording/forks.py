"""Noticing the forks of this process, before they happen: in the parent, and in the child."""

from __future__ import annotations

import os
from collections.abc import Callable, Container
from threading import get_ident
from typing import Any, Protocol

from impact.recording.patching import Patches


class Forking(Protocol):
    """What wants to know of forks."""

    def fork_begins(self) -> str:
        """Return a key for the child."""

    def forked(self, key: str) -> None:
        """The child of that key has been forked off, if the system allowed it."""

    def fork_returned(self, key: str, pid: int) -> None:
        """This is the process id of the forked child."""

    def is_forked(self, key: str) -> None:
        """This process is the forked child of that key."""


class Forks:
    """Tells `listener` until it is closed, but not of the forks of the threads in `executing`: these start programs."""

    def __init__(self, listener: Forking, executing: Container[int]) -> None:
        self._listener: Forking | None = listener
        self._executing = executing
        self._forking: dict[int, str] = {}
        self._forked: dict[int, str] = {}
        self._patches = Patches()
        if os.name == "posix":
            self._patches.wrap(os, "fork", self._watched_fork)
            self._patches.wrap(os, "forkpty", self._watched_fork)
        _watch_forks(self)

    def close(self) -> None:
        """Tell nothing more. A second call does nothing."""
        if self._listener is None:
            return
        self._listener = None
        _OPEN.remove(self)
        self._patches.undo()

    def before_fork(self) -> None:
        """Python is about to fork."""
        if self._listener is not None and get_ident() not in self._executing:
            self._forking[get_ident()] = self._listener.fork_begins()

    def after_in_parent(self) -> None:
        """Python has forked; this is the parent."""
        key = self._forking.pop(get_ident(), None)
        if key is not None and self._listener is not None:
            self._forked[get_ident()] = key
            self._listener.forked(key)

    def after_in_child(self) -> None:
        """Python has forked; this is the child."""
        key = self._forking.get(get_ident())
        self._forking.clear()
        if key is not None and self._listener is not None:
            self._listener.is_forked(key)

    def _watched_fork(self, real: Any) -> Any:
        """Return a fork that also tells the process id, which handlers of forks are not told."""

        def fork() -> Any:
            found = real()
            pid = found if isinstance(found, int) else found[0]
            key = self._forked.pop(get_ident(), None)
            if pid and key is not None and self._listener is not None:
                self._listener.fork_returned(key, pid)
            return found

        return fork


_OPEN: list[Forks] = []
"""Those that are told of forks. Global, since Python keeps what is registered with `os.register_at_fork` for ever."""
_REGISTERED: list[bool] = []


def _watch_forks(forks: Forks) -> None:
    _OPEN.append(forks)
    if not _REGISTERED and hasattr(os, "register_at_fork"):
        _REGISTERED.append(True)
        os.register_at_fork(
            before=_on_all(Forks.before_fork),
            after_in_parent=_on_all(Forks.after_in_parent),
            after_in_child=_on_all(Forks.after_in_child),
        )


def _on_all(act: Callable[[Forks], None]) -> Callable[[], None]:
    def handler() -> None:
        for each in list(_OPEN):
            act(each)

    return handler
