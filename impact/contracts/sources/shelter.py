"""What was learned about the sources, kept in files: content ids by signature, graphs and statements by content.

Everything is keyed by content, so that a fresh checkout with the files of an earlier run reads no source twice. The
files are hints: one that is damaged, or of another version, is as good as absent.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impact.contracts.sources.rows import GraphRows

VERSION = 1
"""Raised when the form of the files changes, or what is read from a source."""


_DAMAGE = (ValueError, RecursionError)
"""What reading JSON raises of a file that is damaged."""


class Shelter:
    """A folder of such files. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def load(self, name: str) -> Any:
        """Return the content of a file, or None."""
        lines = self.load_lines(name, 1)
        try:
            return lines[0]() if lines else None
        except _DAMAGE:
            return None

    def load_lines(self, name: str, count: int) -> Sequence[Callable[[], Any]]:
        """Return the parts of a file, each read when it is called for; nothing where there are not as many."""
        if self._folder is None:
            return ()
        try:
            head, *parts = (self._folder / name).read_bytes().split(b"\n")
            if json.loads(head) != VERSION or len(parts) != count:
                return ()
        except (OSError, *_DAMAGE):
            return ()
        return [_reader(part) for part in parts]

    def save(self, name: str, *parts: object) -> None:
        """Write a file, a line for each part. That it can't be written is no matter."""
        if self._folder is None:
            return
        lines = [json.dumps(part, separators=(",", ":")) for part in (VERSION, *parts)]
        target = self._folder / name
        draft = target.with_name(f"{name}.{os.getpid()}")
        with suppress(OSError):
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True)
                (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
            draft.write_text("\n".join(lines), encoding="utf-8")
            draft.replace(target)


def _reader(part: bytes) -> Callable[[], Any]:
    return lambda: json.loads(part)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A graph as it is kept: of which question it is the answer, and all that it rests on.

    `ids` are the content ids of the modules, `faults` tells which of them could not be read.
    """

    facts: list[str]
    ids: Mapping[str, str]
    namespaces: list[str]
    faults: Mapping[str, str]
    rows: GraphRows


def load_snapshot(shelter: Shelter, name: str) -> Snapshot | None:
    """Return the snapshot in a file, or None."""
    parts = shelter.load_lines(name, 8)
    try:
        if not parts:
            return None
        facts, ids, namespaces, faults, names, successors, external = (part() for part in parts[:7])
    except _DAMAGE:
        return None
    if not (isinstance(ids, dict) and isinstance(faults, dict) and isinstance(names, list)):
        return None
    if not (isinstance(successors, list) and isinstance(external, list) and len(names) == len(successors)):
        return None
    return Snapshot(facts, ids, namespaces, faults, GraphRows(names, successors, external, _evidence(parts[7], names)))


def _evidence(part: Callable[[], Any], names: list[str]) -> Callable[[], list[list[int | str]]]:
    def read() -> list[list[int | str]]:
        try:
            found = part()
        except _DAMAGE:
            found = None
        return found if isinstance(found, list) and len(found) == len(names) else [[] for _ in names]

    return read


def save_snapshot(shelter: Shelter, name: str, snapshot: Snapshot) -> None:
    """Write a snapshot."""
    rows = snapshot.rows
    shelter.save(
        name,
        *(snapshot.facts, dict(snapshot.ids), snapshot.namespaces, dict(snapshot.faults)),
        *(rows.names, rows.successors, rows.external, rows.evidence()),
    )
