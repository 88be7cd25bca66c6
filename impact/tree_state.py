"""The state of everything under the root, as one content id: the dependency of what could not be recorded."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from impact.model import Signature, digest
from impact.tree import is_noise, read

CHANGED = "changed during the run"
"""The content id of a tree of which nobody can say how it was when the run began: nothing present equals it."""

_FOREIGN_FOLDERS = frozenset({"node_modules", "site-packages", "dist-packages", "htmlcov", ".eggs", ".idea", ".vscode"})
"""What installers, editors and reporters own."""
_FOREIGN_MARKS = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})
"""A folder with such a file is a virtual environment, or a cache (https://bford.info/cachedir/)."""
_CLOCK = 20_000_000
"""Nanoseconds by which the clock of a file system may be behind: it ticks with the kernel, every 10 ms at worst."""
_COARSE_CLOCK = 2_000_000_000
_SECOND = 1_000_000_000


class TreeState:
    """Looks at all project files under a root, tracked or not; what tools and installers put there is left out.

    `memo` is a file that keeps content ids by signature, so that an unchanged file is not read again. `outputs` are
    paths relative to the root that the run itself writes.
    """

    def __init__(self, root: str, memo: Path | None = None, outputs: Iterable[str] = ()) -> None:
        self._root, self._memo, self._outputs = root, memo, frozenset(outputs)
        self._known: dict[str, list[str]] | None = None
        self._learned = False
        self._began = time.time_ns()
        self._present: str | None = None
        self._late: tuple[str, str] | None = None

    def names(self) -> str:
        """Return the content id of the names of all files. It costs a fraction of a look at the files themselves."""
        return digest(sorted(self.places()))

    def places(self) -> Iterator[str]:
        """Yield the paths of all files, relative to the root."""
        return (place for place, _ in self._files())

    def present(self) -> str:
        """Return the content id of the tree as it was at the first call."""
        if self._present is None:
            self._present = self.now()
        return self._present

    def at_start(self, names: str) -> str:
        """Return the content id of the tree as it was when the run began.

        Where nobody asked for it then, it is made now, and is CHANGED if a file has changed or come since. A file that
        has gone tells of nothing any more: `names` are the names that somebody saw during the run.
        """
        if self._present is not None:
            return self._present
        if self._late is None:
            rows, newest = self._look()
            content = _content(rows) if newest < self._began else CHANGED
            self._late = digest(sorted(place for place, _ in rows)), content
        return self._late[1] if names == self._late[0] else CHANGED

    def now(self) -> str:
        """Return the content id of the tree as it is."""
        return _content(self._look()[0])

    def keep(self) -> None:
        """Write the memo, if anything was learned. A fault is no matter: the files are read again."""
        if self._memo is None or not self._learned:
            return
        part = self._memo.with_name(f"{self._memo.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            part.write_text(json.dumps(self._known), encoding="utf-8")
            part.replace(self._memo)
            self._learned = False

    def _look(self) -> tuple[list[tuple[str, str]], int]:
        """Return path and content id of each file, and when the last of them changed, as its clock may tell."""
        if self._known is None:
            self._known = _load(self._memo)
        before, seen = self._known, {}
        rows: list[tuple[str, str]] = []
        newest = 0
        for place, entry in self._files():
            try:
                found = entry.stat()
            except OSError as error:
                rows.append((place, f"unreadable {error.errno}"))
                continue
            newest = max(newest, _latest(found))
            key = f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"
            known = before.get(place)
            if known is None or known[0] != key:
                known = self._read(entry, found)
            if known[0]:
                seen[place] = known
            rows.append((place, known[1]))
        self._learned = self._learned or seen != before
        self._known = seen
        return rows, newest

    def _read(self, entry: os.DirEntry[str], found: os.stat_result) -> list[str]:
        """Return the signature, empty where it can't vouch for the content, and the content id."""
        if not stat.S_ISREG(found.st_mode):
            # A link to a folder is no folder here: links can go round in circles.
            return ["", f"link {os.readlink(entry.path)}" if entry.is_symlink() else "not a file"]
        sighting = read(entry.path)[1]
        vouched = sighting.signature
        return [_text(vouched) if vouched is not None else "", sighting.content]

    def _files(self) -> Iterator[tuple[str, os.DirEntry[str]]]:
        pending = [""]
        while pending:
            prefix = pending.pop()
            try:
                with os.scandir(os.path.join(self._root, prefix)) as found:
                    entries = list(found)
            except OSError:
                continue
            if prefix and not _FOREIGN_MARKS.isdisjoint(entry.name for entry in entries):
                continue
            for entry in entries:
                place = prefix + entry.name
                if is_noise(entry.name) or place in self._outputs:
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    yield place, entry
                elif entry.name not in _FOREIGN_FOLDERS:
                    pending.append(place + "/")


def _content(rows: list[tuple[str, str]]) -> str:
    return digest(text for row in sorted(rows) for text in row)


def _text(signature: Signature) -> str:
    return f"{signature.modified} {signature.changed} {signature.size} {signature.inode}"


def _latest(found: os.stat_result) -> int:
    """Return the latest moment at which a file can have changed, if its clock tells the truth."""
    changed = found.st_ctime_ns
    return changed + (_CLOCK if changed % _SECOND else _COARSE_CLOCK)


def _load(memo: Path | None) -> dict[str, list[str]]:
    if memo is None:
        return {}
    try:
        found = json.loads(memo.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        place: row for place, row in found.items() if isinstance(row, list) and [type(x) for x in row] == [str, str]
    }
