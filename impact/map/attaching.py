"""Attaching a map from elsewhere to a connection, and naming its faults as its own, not as those of our map."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from impact.errors import MapRefused
from impact.map.condition import reading_address
from impact.map.faults import primary_code
from impact.map.packing import LARGEST
from impact.map.vetting import LARGEST_FILE

_OURS = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
    }
)
"""What SQLite reports of disk, rights and locks: no fault of the map that is taken in."""


@contextlib.contextmanager
def attached(connection: sqlite3.Connection, origin: Path) -> Iterator[None]:
    """Attach a map as `source`, without the right to write; to be called outside of a transaction.

    :raises MapRefused: if it is larger than any map.
    :raises MapError: the fault that keeps it from being read.
    """
    address = reading_address(origin)
    if origin.stat().st_size > LARGEST_FILE:
        raise MapRefused(origin, f"it has more than {LARGEST_FILE // 1_000_000:,} MB")
    with refusing(origin):
        connection.execute("PRAGMA cell_size_check = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        connection.execute("ATTACH ? AS source", (address,))
    try:
        yield
    finally:
        with contextlib.suppress(sqlite3.OperationalError):  # after a fault SQLite may hold on to it until it is closed
            connection.execute("DETACH source")


@contextlib.contextmanager
def refusing(origin: Path) -> Iterator[None]:
    """Turn what a malformed map makes SQLite or Python raise into a refusal of that map.

    :raises MapRefused: for it.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError) or primary_code(error) in _OURS:
            raise
        raise MapRefused(origin, f"it is damaged ({' '.join(str(error).split())})") from error
    except KeyError as error:
        raise MapRefused(origin, f"a row refers to {error}, which is not there") from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise MapRefused(origin, f"a malformed value: {error}") from error
