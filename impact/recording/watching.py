"""Watching what a process reads besides code: opened files, listed folders, looked-for paths, environment variables."""

from __future__ import annotations

import functools
import os
import sys
from _thread import get_ident  # of the thread itself, also where greenlets take its place
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any

from impact.recording.readers import is_searched_for_others, reader_of, resolves, seeks_distributions
from impact.recording.reading import Reading, intent_of, path_at
from impact.recording.variables import Walks, tells_of_the_run

_ASKING = frozenset(
    "exists lexists isfile isdir islink ismount is_file is_dir is_symlink is_mount samefile _walk _iterate_directories "
    "_select_from access".split()
)
"""Functions that ask no more than what is at a path; whoever else asks may have looked at the size."""


class Watch:
    """Listens until it is closed. Python keeps an audit hook for ever: a closed one only returns."""

    def __init__(self, reading: Reading, others: Mapping[str, Callable[[tuple[Any, ...]], None]] | None = None) -> None:
        """Begin to listen. `others` are handlers of further audit events."""
        self._reading: Reading | None = reading
        self._busy: set[int] = set()
        handlers: dict[str, Callable[[tuple[Any, ...]], None]] = {
            "open": self._on_open,
            "os.listdir": self._on_list,
            "os.scandir": self._on_list,
            "import": self._on_import,
            "os.mkdir": lambda arguments: self._on_change(arguments[0], arguments[2]),
            "os.symlink": lambda arguments: self._on_change(arguments[1], arguments[2], link=True),
            "os.remove": lambda arguments: self._on_change(*arguments),
            "os.rmdir": lambda arguments: self._on_change(*arguments),
            "os.truncate": lambda arguments: self._on_change(arguments[0], -1),
            "os.rename": lambda arguments: self._on_move(arguments, stays=False),
            "os.link": lambda arguments: self._on_move(arguments, stays=True),
            **(others or {}),
        }

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            handler = handlers.get(event)
            if handler is not None and self._reading is not None and (thread := get_ident()) not in self._busy:
                # What is done here opens and lists by itself; other threads go on meanwhile.
                self._busy.add(thread)
                try:
                    handler(arguments)
                finally:
                    self._busy.discard(thread)

        sys.addaudithook(hook)
        self._asked = [(name, getattr(os, name)) for name in ("stat", "lstat", "access")]
        self._walks = Walks()
        self._get = os._Environ.__getitem__
        for name, real in self._asked:
            setattr(os, name, self._watched(real))
        os._Environ.__getitem__ = self._watched_environment()  # type: ignore[method-assign]
        self._finder = _Finder(self._on_search)
        sys.meta_path.insert(0, self._finder)

    def close(self) -> None:
        """Stop listening. A second call does nothing."""
        if self._reading is None:
            return
        self._reading = None
        for name, real in self._asked:
            setattr(os, name, real)
        self._walks.close()
        os._Environ.__getitem__ = self._get  # type: ignore[method-assign]
        if self._finder in sys.meta_path:
            sys.meta_path.remove(self._finder)

    def _on_open(self, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        if isinstance(path, int) or self._reading is None:
            return
        name = os.fsdecode(path)
        if name.endswith(".pyc") or reader_of(sys._getframe(1).f_back) is None:
            return
        writes, reads = intent_of(mode, flags)
        self._reading.opened(name, writes, reads)

    def _on_list(self, arguments: tuple[Any, ...]) -> None:
        path, frame = arguments[0], sys._getframe(1).f_back
        if self._reading is None or reader_of(frame) is None or seeks_distributions(frame):
            return
        name = path_at(path if path is not None else ".")
        if name is not None:
            self._reading.listed(name)

    def _on_change(self, path: Any, folder: int, link: bool = False) -> None:
        name = path_at(path, folder)
        if self._reading is not None and name is not None:
            self._reading.changes(name, link)

    def _on_move(self, arguments: tuple[Any, ...], stays: bool) -> None:
        path, to, folder, to_folder = arguments
        name, target = path_at(path, folder), path_at(to, to_folder)
        if self._reading is not None and name is not None and target is not None and not target.endswith(".pyc"):
            self._reading.moves(name, target, stays)

    def _on_import(self, arguments: tuple[Any, ...]) -> None:
        if self._reading is not None:
            self._reading.sought_module(arguments[0])

    def _on_search(self, name: str, folders: Sequence[str] | None) -> None:
        if self._reading is not None and get_ident() not in self._busy and is_searched_for_others(sys._getframe(2)):
            self._reading.sought_module(name, sys.path if folders is None else folders)

    def _watched(self, real: Any) -> Any:
        """Return a function of `os` that tells of the paths that it is asked for."""

        @functools.wraps(real)
        def ask(path: Any, *arguments: Any, **named: Any) -> Any:
            if self._reading is not None and not isinstance(path, int) and (thread := get_ident()) not in self._busy:
                self._busy.add(thread)
                try:
                    self._on_ask(path_at(path, named.get("dir_fd", -1)), sys._getframe(1), real)
                finally:
                    self._busy.discard(thread)
            return real(path, *arguments, **named)

        # Who asks what the function supports gets the same answer as before.
        for supported in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
            if real in supported:
                supported.add(ask)
        return ask

    def _on_ask(self, path: str | None, frame: FrameType, real: Any) -> None:
        if path is None or self._reading is None or reader_of(frame) is None:
            return
        if resolves(frame):
            self._reading.resolved(path)
            return
        self._reading.sought(path)
        if real.__name__ == "stat" and frame.f_code.co_name not in _ASKING and os.path.isfile(path):
            self._reading.opened(path, writes=False, reads=True)

    def _watched_environment(self) -> Any:
        real = self._get

        def get(environment: Any, key: Any) -> Any:
            text = isinstance(key, str | bytes) and _is_ours(environment)
            if text and self._reading is not None and get_ident() not in self._busy:
                name = os.fsdecode(key)
                passed_by = tells_of_the_run(name) and isinstance(key, str) and self._walks.gave(key)
                reader = None if passed_by else reader_of(sys._getframe(1))
                if reader is not None:
                    self._reading.read_variable(name, _value(self._get, os.environ, name), reader)
            return real(environment, key)

        return get


class _Finder:
    """Stands before all finders of modules, and finds none: only `import` statements raise an audit event."""

    def __init__(self, tell: Callable[[str, Sequence[str] | None], None]) -> None:
        self._tell = tell

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        """Tell of the search, and let the next finder go on with it."""
        self._tell(name, path)


def _is_ours(environment: Any) -> bool:
    """Whether this is the environment of the process, as text or as bytes."""
    return environment is os.environ or environment is getattr(os, "environb", None)


def _value(get: Any, environment: Any, key: str) -> str | None:
    try:
        return str(get(environment, key))
    except KeyError:
        return None
