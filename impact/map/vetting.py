"""Looking at a map from elsewhere before anything of it is taken in: its tables, and every value in them.

The map is attached as `source`. What can be said in SQL is asked there; places and names are looked at one by one. The
digests are checked by whoever takes the rows in (`impact.map.merging`).
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from impact.errors import MapRefused
from impact.map import schema
from impact.map.packing import unpack_text
from impact.model import DIGEST_BYTES, Dependency, Kind, Outcome, file_of

LARGEST_FILE = 1 << 30
"""Bytes. A map of 50,000 tests over 10,000 files has a tenth of this."""
LONGEST_NAME = 1 << 16
"""Characters of a node id, a path, an aspect or a fingerprint, at most."""

_WORDS = f"typeof({{0}}) = 'text' AND length({{0}}) <= {LONGEST_NAME}"
_ANY_DIGEST = f"typeof({{0}}) IN ('text', 'blob') AND length({{0}}) <= {LONGEST_NAME}"
_DIGEST = f"typeof({{0}}) = 'blob' AND length({{0}}) = {DIGEST_BYTES}"
_BLOB = "typeof({0}) = 'blob'"
_NUMBER = "typeof({0}) = 'integer' AND {0} >= 0"


def _one_of(values: Iterator[str]) -> str:
    return "{0} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


_RULES: dict[str, dict[str, str]] = {
    "environment": {"digest": _DIGEST, "facts": _WORDS},
    "dependency": {
        "kind": _one_of(kind.value for kind in Kind),
        "place": _WORDS,
        "content": _ANY_DIGEST,
        "signature": "{0} IS NULL OR typeof({0}) = 'text' AND length({0}) <= 200",
    },
    "fact": {"dependency_id": _NUMBER, "number": _NUMBER, "aspect": _WORDS, "fingerprint": _ANY_DIGEST},
    "claim": {
        "dependency_id": "{0} IN (SELECT id FROM source.dependency)",
        "digest": _DIGEST,
        "facts": _BLOB,
        "holds": "{0} IN (0, 1)",
    },
    "claim_set": {"digest": _DIGEST, "claims": _BLOB},
    "test": {"nodeid": _WORDS},
    "record": {
        "test_id": "{0} IN (SELECT id FROM source.test)",
        "environment_id": "{0} IN (SELECT id FROM source.environment)",
        "digest": _DIGEST,
        "outcome": _one_of(outcome.value for outcome in Outcome),
        "duration": "typeof({0}) = 'real' AND {0} BETWEEN 0 AND 1e9",
        "seen": _NUMBER,
        "sets": _BLOB,
    },
    "run": {"digest": _DIGEST, "environment": _DIGEST, "began": f"{_NUMBER} AND {{0}} < 4102444800000", "facts": _BLOB},
    "source": {"content": _ANY_DIGEST, "level": _ANY_DIGEST, "words": _BLOB, "analysis": _BLOB},
}
"""For each column that is read what every value of it must be; outlines and groups are made anew."""

_COMMENT = re.compile(r"--[^\n]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DISTRIBUTION = re.compile(r"(behind `import )?[\w.-]+`?", re.ASCII)
_PATHS = (Kind.SOURCE, Kind.FILE, Kind.DIRECTORY)


def vet(connection: sqlite3.Connection, path: Path) -> None:
    """Judge the map that is attached as `source`; `path` is where it came from.

    :raises MapRefused: with the first thing that is wrong.
    """
    _require_our_schema(connection, path)
    verdict = connection.execute("PRAGMA source.quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise MapRefused(path, f"it is damaged ({' '.join(str(verdict).split())})")
    for table, rules in _RULES.items():
        for column, rule in rules.items():
            wrong = f"SELECT rowid FROM source.{table} WHERE NOT ({rule.format(column)}) LIMIT 1"
            if table == "fact":  # it has no rowid
                wrong = wrong.replace("rowid", "number")
            if connection.execute(wrong).fetchone() is not None:
                raise MapRefused(path, f"a value in {table}.{column} is none")
    for (packed,) in connection.execute("SELECT nodeid FROM source.test"):
        nodeid = unpack_text(packed)
        if _CONTROL.search(nodeid) or not _is_normal(file_of(nodeid)):
            raise MapRefused(path, f"{_shown(nodeid)} is no node id of a test")


def outside_places(connection: sqlite3.Connection, path: Path) -> set[int]:
    """Return the ids of the dependencies in `source` that lie outside the root.

    :raises MapRefused: if a place is none: an absolute path, a way out and in again, a name that no tool gives.
    """
    outside: set[int] = set()
    for identity, kind, packed in connection.execute("SELECT id, kind, place FROM source.dependency"):
        place = unpack_text(packed)
        dependency = Dependency(Kind(kind), place)
        if not _is_sound(dependency):
            raise MapRefused(path, f"{_shown(place)} is no {kind} of a project")
        if dependency.kind in _PATHS and leads_out(place):
            outside.add(identity)
    return outside


def leads_out(place: str) -> bool:
    """Whether a relative path leads out of the root."""
    return place.split("/")[0] == ".."


def is_name_in_folder(aspect: str) -> bool:
    """Whether an aspect of a folder speaks of a name in it, and of no other place."""
    return aspect.removesuffix("/") not in ("", ".", "..") and "/" not in aspect[:-1] and "\0" not in aspect


def _is_sound(dependency: Dependency) -> bool:
    place = dependency.place
    if dependency.kind in _PATHS:
        return place in (".", "..") or _is_normal(place)
    if dependency.kind is Kind.DISTRIBUTION:
        return _DISTRIBUTION.fullmatch(place) is not None
    return _CONTROL.search(place) is None


def _is_normal(place: str) -> bool:
    """Whether a path is relative, and leads nowhere but down after it has led up."""
    parts = place.split("/")
    down = [*parts]
    while down and down[0] == "..":
        down.pop(0)
    if any(part in ("", ".", "..") for part in down) or "\0" in place:
        return False
    # On Windows a backslash divides, and a colon names a drive.
    return os.sep == "/" or not ("\\" in place or ":" in place)


def _require_our_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Compare the tables and indexes, to the letter but for comments and blanks, with those that a new map gets."""
    if connection.execute("PRAGMA source.application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise MapRefused(path, "another program made it")
    version = connection.execute("PRAGMA source.user_version").fetchone()[0]
    if version != schema.VERSION:
        raise MapRefused(
            path, f"it is of version {version}, not {schema.VERSION}: a recording with this release carries it over"
        )
    found = connection.execute("SELECT type, name, tbl_name, sql FROM source.sqlite_master").fetchall()
    stray = sorted({_normal_row(row) for row in found} ^ _expected())
    if stray:
        raise MapRefused(path, f"its {stray[0][0]} {_shown(stray[0][1])} is not that of an impact map")


def _expected() -> set[tuple[str, ...]]:
    blank = sqlite3.connect(":memory:")
    for statement in schema.TABLES:
        blank.execute(statement)
    rows = blank.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    blank.close()
    return {_normal_row(row) for row in rows}


def _normal_row(row: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(" ".join(_COMMENT.sub(" ", each or "").split()) for each in row)


def _shown(text: str) -> str:
    """Return a text from a foreign map as it may be printed."""
    return ascii(text if len(text) <= 100 else text[:100] + "...")
