"""Making the file of a map as small as what is in it, and one file, for others to read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from impact.map.condition import address_of
from impact.map.faults import naming_faults


def compact(path: Path, timeout: float = 10.0) -> None:
    """Give the free room in the file back. It needs as much again meanwhile, and that nobody else has it open.

    :raises MapError: MapLocked, MapReadOnly, or what the disk says; the map is as before.
    """
    with (
        naming_faults(path),
        closing(sqlite3.connect(address_of(path, "mode=rw"), uri=True, timeout=timeout, isolation_level=None)) as found,
    ):
        found.execute("PRAGMA trusted_schema = OFF")
        found.execute("PRAGMA journal_mode = DELETE")
        found.execute("VACUUM")
