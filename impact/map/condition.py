"""Opening the impact map safely: every state it can be in has a name, and none is made worse by looking."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from impact.errors import MapAbsent, MapError, MapReadOnly, MapTooNew, MapTooOld
from impact.map import schema
from impact.map.faults import damaged, inode_of, naming_faults, primary_code, read_only

FILE_NAME = "map.db"
FOLDER_NAME = ".impact"
MAGIC = b"SQLite format 3\0"
WRITE_BITS = 0o222


def locate(place: Path) -> Path:
    """Return the file of the map, given that file or its folder."""
    return place if place.suffix == ".db" or os.path.isfile(place) else place / FILE_NAME  # raises never


def is_absent(path: Path) -> bool:
    """Whether there is no map: no file, or one without a single byte."""
    try:
        return path.stat().st_size == 0
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        raise MapError(path, f"The impact map {path} can't be looked at: {error.strerror}.") from error


def is_read_only(path: Path) -> bool:
    """Whether the file or its folder has no write bit at all: then nobody is meant to write, root included."""
    return any(each.exists() and not each.stat().st_mode & WRITE_BITS for each in (path, path.parent))


def connect_to_read(path: Path, timeout: float) -> sqlite3.Connection:
    """Open an existing map without the right to write, waiting `timeout` seconds for a lock.

    :raises MapError: the fault that keeps it from being read.
    """
    address = reading_address(path)
    with naming_faults(path):
        connection = sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)
        try:
            # The file may come from elsewhere: its schema gets no say.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            require_our_tables(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def reading_address(path: Path) -> str:
    """Return the address by which SQLite opens an existing map without the right to write.

    :raises MapError: the fault that keeps it from being read.
    """
    require_sound_file(path)
    options = "mode=ro"
    if is_read_only(path):
        # SQLite wants to put a shared-memory file beside the map. Where it may not, the map is read as a file that
        # nobody changes, which is only the whole truth if no write-ahead log waits beside it.
        if _has_log(path):
            raise MapReadOnly(
                path,
                f"The impact map {path} is read-only and was not closed properly: make it writable "
                "once so that its last changes can be taken in.",
            )
        options = "immutable=1"
    return address_of(path, options)


def address_of(path: Path, options: str) -> str:
    """Return the address of a file in the form that SQLite reads options from."""
    return f"file:{quote(os.fsencode(path))}?{options}"


def connect_to_write(path: Path, timeout: float) -> sqlite3.Connection:
    """Open or create the file with the right to write, with a write-ahead log; its tables may still be missing.

    :raises MapError: the fault that keeps it from being written.
    """
    if is_read_only(path):
        raise read_only(path)
    if not is_absent(path):
        require_sound_file(path)
    with naming_faults(path):
        # By its address, so that another map can be attached by one.
        connection = sqlite3.connect(address_of(path, "mode=rwc"), uri=True, timeout=timeout, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            # Judge before the first change: even the switch to a log writes into the file.
            if not is_blank(connection):
                require_our_tables(connection, path)
            _enable_log(connection, timeout)
            # With a write-ahead log this survives the death of the process at any moment.
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
    return connection


def _enable_log(connection: sqlite3.Connection, timeout: float) -> None:
    """Switch to a write-ahead log: SQLite does not wait by itself when two sessions do so at once."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)  # the other session needs a moment, and SQLite offers nothing to wait on


def require_sound_file(path: Path) -> None:
    """Judge the file by its first bytes and its length: cheap, and enough for a file cut off or overwritten.

    :raises MapAbsent: if there is none.
    :raises MapDamaged: if it is no whole SQLite file.
    """
    if is_absent(path):
        raise MapAbsent(path, f"There is no impact map at {path} yet: a first full run records one.")
    try:
        with path.open("rb") as stream:
            header = stream.read(100)
    except PermissionError as error:
        raise MapError(path, f"The impact map {path} may not be read ({error.strerror}).") from error
    except OSError as error:
        raise damaged(path, f"it can't be read as a file: {error.strerror}") from error
    if len(header) < 100 or not header.startswith(MAGIC):
        raise damaged(path, "it is no SQLite file")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    # The count of pages is only meant when these two agree; a write-ahead log may hold pages not yet in the file.
    if header[24:28] == header[92:96] and not _has_log(path):
        whole = pages * (65536 if page == 1 else page)
        if path.stat().st_size < whole:
            raise damaged(path, f"it is cut off: {path.stat().st_size} of {whole} bytes")


def is_blank(connection: sqlite3.Connection) -> bool:
    """Whether nobody has put anything into the file: its creation was cut off, or is under way."""
    marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    return marks == [0, 0] and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def require_our_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Check who made the file, in which version, and that its tables are there.

    :raises MapError: MapAbsent, MapDamaged, MapTooNew or MapTooOld.
    """
    if is_blank(connection):
        raise MapAbsent(path, f"There is nothing in the impact map at {path} yet: a first full run records one.")
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise damaged(path, "another program made it")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > schema.VERSION:
        raise MapTooNew(
            path,
            f"A later pytest-openedx wrote the impact map {path} (version {version}; this one reads "
            f"{schema.VERSION}): upgrade, or choose another map. It is left alone.",
        )
    if version < schema.OLDEST:
        raise MapTooOld(
            path, f"The impact map {path} is of version {version}, too old to be carried over.", inode_of(path)
        )
    present = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    expected = {name for name in schema.NAMES if schema.LATER.get(name, 0) <= version}
    missing = expected - {name for kind, name in present if kind == "table"}
    if missing:
        raise damaged(path, f"it lacks {', '.join(sorted(missing))}")
    if any(kind in ("trigger", "view") for kind, _ in present):
        raise damaged(path, "it holds a trigger or a view, which no impact map has")


def require_sound_pages(connection: sqlite3.Connection, path: Path) -> None:
    """Let SQLite look at every page; some hundred milliseconds for 100 MB.

    :raises MapDamaged: if it finds fault.
    """
    with naming_faults(path):
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise damaged(path, verdict)


def _has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it lies beside the map."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0
