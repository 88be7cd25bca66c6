"""Noticing each program that this process starts, or becomes, before it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from threading import get_ident
from types import BuiltinFunctionType
from typing import Any, Protocol

from impact.recording.commands import Command, Role, recognise
from impact.recording.patching import Patches

AuditHandlers = dict[str, Callable[[tuple[Any, ...]], None]]
"""From the name of an audit event to what is done with its arguments."""


class Launching(Protocol):
    """What wants to know of programs that are started."""

    def program_starts(self, command: Command, environment: dict[bytes, bytes]) -> tuple[str, dict[bytes, bytes]]:
        """Return a key for the child, and the environment to start it with."""

    def program_started(self, key: str, command: Command, pid: int) -> None:
        """The child of that key has started."""

    def opaque_started(self, name: str) -> None:
        """A program starts of which no more can be seen."""

    def replaced(self, name: str) -> None:
        """This process becomes another program."""


class Programs:
    """Tells `listener` until it is closed. `handlers` are to be called on audit events.

    `executing` are the threads that are starting a program now: a fork of theirs is no child of its own.
    """

    def __init__(self, listener: Launching) -> None:
        self._listener: Launching | None = listener
        self.executing: set[int] = set()
        self.handlers: AuditHandlers = {
            "os.system": lambda arguments: self._opaque("a shell"),
            "os.posix_spawn": self._on_spawn,
            "_winapi.CreateProcess": lambda arguments: self._opaque(str(arguments[0] or arguments[1])),
            "os.exec": self._on_exec,
        }
        self._patches = Patches()
        # By its module's name, since importing it takes long; if it comes later it takes what we put below.
        if "subprocess" in sys.modules:
            self._patches.wrap(sys.modules["subprocess"], "_fork_exec", self._watched_start)
        if os.name == "posix":
            import _posixsubprocess

            self._patches.wrap(_posixsubprocess, "fork_exec", self._watched_start)
            self._patches.wrap(os, "posix_spawn", self._watched_spawn)
            self._patches.wrap(os, "posix_spawnp", self._watched_spawn)

    def close(self) -> None:
        """Tell nothing more. A second call does nothing."""
        self._listener = None
        self._patches.undo()

    def _opaque(self, name: str) -> None:
        if self._listener is not None:
            self._listener.opaque_started(name)

    def _on_spawn(self, arguments: tuple[Any, ...]) -> None:
        if get_ident() not in self.executing:  # else it went through our door
            self._opaque(os.path.basename(os.fsdecode(arguments[0])))

    def _on_exec(self, arguments: tuple[Any, ...]) -> None:
        path = os.fsdecode(arguments[0])
        if self._listener is not None and os.path.isfile(path):  # else the next folder of the search path is tried
            self._listener.replaced(os.path.basename(path))

    def _watched_start(self, real: Any) -> Any:
        """Return a `_posixsubprocess.fork_exec`, a door of subprocess and that of multiprocessing, that tells of us."""

        def fork_exec(
            arguments: Sequence[Any],
            candidates: Sequence[Any],
            close: Any,
            passed: Any,
            folder: Any,
            variables: list[bytes] | None,
            *rest: Any,
        ) -> int:
            def start(changed: dict[bytes, bytes]) -> int:
                given = [name + b"=" + value for name, value in changed.items()] if changed else variables
                return int(real(arguments, candidates, close, passed, folder, given, *rest))

            command = recognise(candidates, arguments)
            if _escapes(rest):
                command = Command(command.name, Role.OPAQUE)
            return self._start(command, _as_mapping(variables), start)

        return fork_exec

    def _watched_spawn(self, real: Any) -> Any:
        """Return an `os.posix_spawn`, the other door of subprocess, that tells of us."""

        def posix_spawn(path: Any, arguments: Sequence[Any], variables: Any, /, **more: Any) -> int:
            def start(changed: dict[bytes, bytes]) -> int:
                return int(real(path, arguments, changed or variables, **more))

            given = os.environb if variables is None else variables
            environment = {os.fsencode(name): os.fsencode(value) for name, value in given.items()}
            return self._start(recognise([path], arguments), environment, start)

        return posix_spawn

    def _start(
        self, command: Command, environment: dict[bytes, bytes], start: Callable[[dict[bytes, bytes]], int]
    ) -> int:
        """Start a program, in the environment that is asked for, or unchanged where that is empty."""
        if self._listener is None:
            return start({})
        if command.role is Role.IDLE:
            return self._let_through(start, {})
        key, changed = self._listener.program_starts(command, environment)
        pid = self._let_through(start, changed)
        self._listener.program_started(key, command, pid)
        return pid

    def _let_through(self, start: Callable[[dict[bytes, bytes]], int], changed: dict[bytes, bytes]) -> int:
        """Start it without being told of it a second time: `os.posix_spawn` raises an event of its own."""
        self.executing.add(get_ident())
        try:
            return start(changed)
        finally:
            self.executing.discard(get_ident())


_OWNERS = slice(11, 14)
"""Where the group, the groups and the user stand among the arguments behind the environment."""


def _escapes(rest: Sequence[Any]) -> bool:
    """Whether the child runs a function before the program, where nobody records, or as a user who can't report."""
    preparations = [each for each in rest if callable(each) and not isinstance(each, BuiltinFunctionType)]
    return bool(preparations) or any(each is not None for each in rest[_OWNERS])


def _as_mapping(variables: list[bytes] | None) -> dict[bytes, bytes]:
    if variables is None:
        return dict(os.environb)
    return {name: value for name, _, value in (each.partition(b"=") for each in variables)}
