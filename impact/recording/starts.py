"""Noticing each process that this one starts, by fork or as another program, and each that it is about to end."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Protocol

from impact.recording.forks import Forking, Forks
from impact.recording.patching import Patches
from impact.recording.programs import Launching, Programs


class Starting(Forking, Launching, Protocol):
    """What wants to know of processes that are started, and of signals to them."""

    def signalled(self, number: int, concerns: Callable[[int], bool]) -> None:
        """A signal is about to be sent, to the processes whose ids it concerns."""


class Starts:
    """Tells `listener` until it is closed. `handlers` are to be called on audit events."""

    def __init__(self, listener: Starting) -> None:
        self._listener: Starting | None = listener
        self._programs = Programs(listener)
        self.handlers = self._programs.handlers
        self._patches = Patches()
        if os.name == "posix":
            self._patches.wrap(os, "kill", self._watched_kill)
            self._patches.wrap(os, "killpg", self._watched_kill)
        self._forks = Forks(listener, self._programs.executing)

    def close(self) -> None:
        """Tell nothing more. A second call does nothing."""
        self._listener = None
        self._forks.close()
        self._programs.close()
        self._patches.undo()

    def _watched_kill(self, real: Any) -> Any:
        """Return an `os.kill` or `os.killpg` that tells before it acts."""

        def kill(target: int, number: int, /) -> None:
            if self._listener is not None and isinstance(target, int):
                group = target if real.__name__ == "killpg" else -target
                self._listener.signalled(number, lambda pid: pid == target if group <= 0 else os.getpgid(pid) == group)
            real(target, number)

        return kill
