"""Noticing each process that this one starts, before it runs: by fork, or as another program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from threading import get_ident
from types import BuiltinFunctionType
from typing import Any, Protocol

from impact.recording.commands import Command, Role, recognise

AuditHandlers = dict[str, Callable[[tuple[Any, ...]], None]]
"""From the name of an audit event to what is done with its arguments."""


class Starting(Protocol):
    """What wants to know of processes that are started."""

    def program_starts(self, command: Command, environment: dict[bytes, bytes]) -> tuple[str, dict[bytes, bytes]]:
        """Return a key for the child, and the environment to start it with."""

    def program_started(self, key: str, command: Command, pid: int) -> None:
        """The child of that key has started."""

    def opaque_started(self, name: str) -> None:
        """A program starts of which no more can be seen."""

    def replaced(self, name: str) -> None:
        """This process becomes another program."""

    def signalled(self, number: int, concerns: Callable[[int], bool]) -> None:
        """A signal is about to be sent, to the processes whose ids it concerns."""

    def fork_begins(self) -> str:
        """Return a key for the child."""

    def forked(self, key: str) -> None:
        """The child of that key has been forked off, if the system allowed it."""

    def fork_returned(self, key: str, pid: int) -> None:
        """This is the process id of the forked child."""

    def is_forked(self, key: str) -> None:
        """This process is the forked child of that key."""


class Starts:
    """Tells `listener` until it is closed. `handlers` are to be called on audit events."""

    def __init__(self, listener: Starting) -> None:
        self.listener: Starting | None = listener
        self._forking: dict[int, str] = {}
        self._forked: dict[int, str] = {}
        self._executing: set[int] = set()
        self._shadowed: list[tuple[Any, str, Any, Any]] = []
        self.handlers: AuditHandlers = {
            "os.system": lambda arguments: self._opaque("a shell"),
            "os.posix_spawn": self._on_spawn,
            "_winapi.CreateProcess": lambda arguments: self._opaque(str(arguments[0] or arguments[1])),
            "os.exec": self._on_exec,
        }
        # By its module's name, since importing it takes long; if it comes later it takes what we put below.
        if "subprocess" in sys.modules:
            self._shadow(sys.modules["subprocess"], "_fork_exec", self._watched_start)
        if os.name == "posix":
            import _posixsubprocess

            self._shadow(_posixsubprocess, "fork_exec", self._watched_start)
            self._shadow(os, "posix_spawn", self._watched_spawn)
            self._shadow(os, "posix_spawnp", self._watched_spawn)
            self._shadow(os, "kill", self._watched_kill)
            self._shadow(os, "killpg", self._watched_kill)
            self._shadow(os, "fork", self._watched_fork)
            self._shadow(os, "forkpty", self._watched_fork)
        _watch_forks(self)

    def close(self) -> None:
        """Tell nothing more. A second call does nothing."""
        if self.listener is None:
            return
        self.listener = None
        _OPEN.remove(self)
        for owner, name, shadow, real in self._shadowed:
            if getattr(owner, name) is shadow:
                setattr(owner, name, real)

    def before_fork(self) -> None:
        """Python is about to fork."""
        if self.listener is not None and get_ident() not in self._executing:
            self._forking[get_ident()] = self.listener.fork_begins()

    def after_in_parent(self) -> None:
        """Python has forked; this is the parent."""
        key = self._forking.pop(get_ident(), None)
        if key is not None and self.listener is not None:
            self._forked[get_ident()] = key
            self.listener.forked(key)

    def after_in_child(self) -> None:
        """Python has forked; this is the child."""
        key = self._forking.get(get_ident())
        self._forking.clear()
        if key is not None and self.listener is not None:
            self.listener.is_forked(key)

    def _opaque(self, name: str) -> None:
        if self.listener is not None:
            self.listener.opaque_started(name)

    def _on_spawn(self, arguments: tuple[Any, ...]) -> None:
        if get_ident() not in self._executing:  # else it went through our door
            self._opaque(os.path.basename(os.fsdecode(arguments[0])))

    def _on_exec(self, arguments: tuple[Any, ...]) -> None:
        path = os.fsdecode(arguments[0])
        if self.listener is not None and os.path.isfile(path):  # else the next folder of the search path is tried
            self.listener.replaced(os.path.basename(path))

    def _shadow(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        real = getattr(owner, name, None)
        if real is not None:
            shadow = make(real)
            setattr(owner, name, shadow)
            self._shadowed.append((owner, name, shadow, real))

    def _watched_fork(self, real: Any) -> Any:
        """Return a fork that also tells the process id, which handlers of forks are not told."""

        @wraps(real)
        def fork() -> Any:
            found = real()
            pid = found if isinstance(found, int) else found[0]
            key = self._forked.pop(get_ident(), None)
            if pid and key is not None and self.listener is not None:
                self.listener.fork_returned(key, pid)
            return found

        return fork

    def _watched_kill(self, real: Any) -> Any:
        """Return an `os.kill` or `os.killpg` that tells before it acts."""

        @wraps(real)
        def kill(target: int, number: int, /) -> None:
            if self.listener is not None and isinstance(target, int):
                group = target if real.__name__ == "killpg" else -target
                self.listener.signalled(number, lambda pid: pid == target if group <= 0 else os.getpgid(pid) == group)
            real(target, number)

        return kill

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

        @wraps(real)
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
        if self.listener is None or command.role is Role.IDLE:
            return start({})
        key, changed = self.listener.program_starts(command, environment)
        self._executing.add(get_ident())
        try:
            pid = start(changed)
        finally:
            self._executing.discard(get_ident())
        self.listener.program_started(key, command, pid)
        return pid


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


_OPEN: list[Starts] = []
"""Those that are told of forks. Global, since Python keeps what is registered with `os.register_at_fork` for ever."""
_REGISTERED: list[bool] = []


def _watch_forks(starts: Starts) -> None:
    _OPEN.append(starts)
    if not _REGISTERED and hasattr(os, "register_at_fork"):
        _REGISTERED.append(True)
        os.register_at_fork(
            before=_on_all(Starts.before_fork),
            after_in_parent=_on_all(Starts.after_in_parent),
            after_in_child=_on_all(Starts.after_in_child),
        )


def _on_all(act: Callable[[Starts], None]) -> Callable[[], None]:
    def handler() -> None:
        for each in list(_OPEN):
            act(each)

    return handler
