"""The folder in which the children of a recorded process leave word: that they began, and what they did."""

from __future__ import annotations

import json
import shutil
import tempfile

# Tests replace functions of `os` by fakes, which are not meant for us.
from os import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, close, getpid, path, read, rename, write
from os import open as open_file
from typing import TypedDict

_PORTION = 1 << 20


class Heir(TypedDict):
    """A child of a child that was still running when its parent ended: whoever reads of it waits for it instead."""

    key: str
    name: str
    pid: int | None
    announces: bool


class Report(TypedDict):
    """What one process did, understandable without it.

    It is laid out as a delta (see impact.recording.delta) whose `places` are the rows that are spoken of. `made` tells
    what stood at the places where the process wrote, `heirs` are its own children that it left behind.
    """

    places: list[tuple[str, str, int]]
    modules: dict[str, list[tuple[str, bool, str]]]
    entered: dict[str, list[int]]
    touched: dict[str, list[tuple[str, str, str, str]]]
    edges: list[tuple[str, str]]
    foreign: list[str]
    made: dict[str, str]
    heirs: list[Heir]


class Spool:
    """A private folder. Files come into being whole, under names that begin with the key of a child."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._owner = 0

    @classmethod
    def make(cls) -> Spool:
        """Make a new one."""
        spool = cls(tempfile.mkdtemp(prefix="pytest-openedx-"))
        spool._owner = getpid()
        return spool

    def remove(self) -> None:
        """Delete it, with all that was left there; a forked process leaves that to the one that made it."""
        if getpid() == self._owner:
            shutil.rmtree(self.folder, ignore_errors=True)

    def announce(self, key: str) -> None:
        """Say that this process is the child of that key."""
        self._put(f"{key}.started", str(getpid()).encode())

    def announced(self, key: str) -> int | None:
        """Return the process id of a child that has announced itself."""
        return self._number(f"{key}.started")

    def introduce(self, key: str, pid: int) -> None:
        """Say which process is the child of that key, for those who wait for it and did not start it."""
        self._put(f"{key}.forked", str(pid).encode())

    def introduced(self, key: str) -> int | None:
        """Return the process id of a child that another process has introduced."""
        return self._number(f"{key}.forked")

    def listen(self, key: str) -> None:
        """Say that this process, the child of that key, can be asked to report."""
        self._put(f"{key}.listening", b"1")

    def listens(self, key: str) -> bool:
        """Whether the child of that key can be asked to report."""
        return self._number(f"{key}.listening") is not None

    def ask(self, key: str, coming: int) -> None:
        """Say which signal the child of that key is going to get."""
        self._put(f"{key}.asked", str(coming).encode())

    def hear(self, key: str) -> None:
        """Say that this process, the child of that key, is about to report as it was asked to."""
        self._put(f"{key}.heard", b"1")

    def heard(self, key: str) -> bool:
        """Whether the child of that key is about to report."""
        return self._number(f"{key}.heard") is not None

    def asked(self, key: str) -> int | None:
        """Return the signal that the child of that key is going to get."""
        return self._number(f"{key}.asked")

    def hand_in(self, key: str, reports: list[Report]) -> None:
        """Leave all that the child of that key did."""
        self._put(f"{key}.json", json.dumps(reports).encode("utf-8", "surrogatepass"))

    def handed_in(self, key: str) -> list[Report] | None:
        """Return what the child of that key did, or None where it has not ended in order."""
        found = self._get(f"{key}.json")
        return None if found is None else json.loads(found.decode("utf-8", "surrogatepass"))

    def _put(self, name: str, content: bytes) -> None:
        part = path.join(self.folder, f"{name}.part")
        stream = open_file(part, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[write(stream, rest) :]
        finally:
            close(stream)
        rename(part, path.join(self.folder, name))

    def _number(self, name: str) -> int | None:
        found = self._get(name)
        return int(found) if found is not None else None

    def _get(self, name: str) -> bytes | None:
        try:
            stream = open_file(path.join(self.folder, name), O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            portions = []
            while portion := read(stream, _PORTION):
                portions.append(portion)
        finally:
            close(stream)
        return b"".join(portions)
