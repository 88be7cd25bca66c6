"""The faults of an impact map: what SQLite, or a malformed value, raises stands for one of them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from impact.errors import MapDamaged, MapError, MapLocked, MapReadOnly
from impact.map.packing import Unpackable


@contextlib.contextmanager
def naming_faults(path: Path) -> Iterator[None]:
    """Turn what SQLite, or a malformed value, raises inside into the fault of the map that it stands for."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # these are mistakes of ours, not of the file
    except sqlite3.Error as error:
        raise _named(path, error) from error
    except (Unpackable, UnicodeDecodeError) as error:
        raise damaged(path, str(error)) from error


def damaged(path: Path, finding: str) -> MapDamaged:
    """Return the fault of a file that can't be read as a map."""
    return MapDamaged(path, f"The impact map {path} is damaged ({' '.join(finding.split())}).", inode_of(path))


def inode_of(path: Path) -> int | None:
    """Return which file lies at the path, so that another in its place is not taken for it; None if there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return None


def read_only(path: Path) -> MapReadOnly:
    """Return the fault of a map that may not be written."""
    return MapReadOnly(
        path,
        f"The impact map {path} is read-only: make it and its folder writable, choose another "
        "map, or select by it without recording.",
    )


def primary_code(error: sqlite3.Error) -> int:
    """Return what SQLite reports, without its refinements; an undecodable text is reported by Python alone."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _named(path: Path, error: sqlite3.Error) -> MapError:
    code = primary_code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return MapLocked(path, f"Another process holds the impact map {path}: try again when it has ended.")
    if code == sqlite3.SQLITE_READONLY:
        return read_only(path)
    if code in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
    ):
        # The disk, the rights or the memory: the map may be perfectly sound, so it stays where it is.
        return MapError(path, f"The impact map {path} can't be used ({error}): it is left alone.")
    return damaged(path, str(error))
