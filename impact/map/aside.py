"""Putting a map that can't be used aside, under a name that nothing is lost by."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

from impact.errors import MapError, MapTooOld
from impact.map.condition import FILE_NAME
from impact.map.faults import inode_of, naming_faults

COMPANIONS = ("-wal", "-shm", "")
"""The files of one map. The map itself goes last: while it is there, its log must not be taken for another's."""


def set_aside(fault: MapError) -> Path | None:
    """Rename the map that has this fault to `map.db.damaged-1`, `-2` and so on (`.old-1` if it is too old).

    Returns the new path; None if another session has done so already, and perhaps begun a new map in its place.
    An earlier one is never overwritten. A file of another name than `map.db` was chosen by hand and may be anything:
    it stays, and its fault is raised.

    :raises MapError: if the folder may not be written, or another session holds it for more than ten seconds.
    """
    path = fault.path
    if path.name != FILE_NAME:
        raise fault
    reason = "old" if isinstance(fault, MapTooOld) else "damaged"
    guard = path.with_name(path.name + ".aside")
    # SQLite serves as a lock that every platform has and that its owner's death releases.
    with naming_faults(guard), closing(sqlite3.connect(guard, timeout=10, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        present = inode_of(path)
        if present is None or fault.inode not in (None, present):
            return None
        return _rename(path, reason)


def _rename(path: Path, reason: str) -> Path:
    for number in itertools.count(1):
        target = path.with_name(f"{path.name}.{reason}-{number}")
        try:
            # Claim the name first: a rename would overwrite without a word. A folder replaces an empty one only.
            if path.is_dir():
                target.mkdir()
            else:
                target.touch(exist_ok=False)
        except FileExistsError:
            continue
        for suffix in COMPANIONS:
            companion = path.with_name(path.name + suffix)
            if companion.exists():
                companion.replace(target.with_name(target.name + suffix))
        return target
    raise AssertionError("numbers do not end")
