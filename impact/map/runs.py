"""The runs that the map remembers, for the report: what each changed, ran and saved. Nothing is selected by them.

Only `sqlite3` is imported: a run in which nothing was to be run is kept, too, and must stay quick.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from impact.map.condition import connect_to_write
from impact.map.faults import naming_faults
from impact.map.packing import Unpackable, pack_prose, unpack_prose
from impact.map.reader import MapReader
from impact.model import digest

KEPT = 200
"""How many runs are kept: the newest."""
NAMED = 2000
"""How many tests are named in a run, and how many changes are told: of more it is but known that they were many."""
TOLD = 50
_LONGEST = 500
_MOST = 1e15
_LARGEST = 1 << 23
"""Bytes that the facts of one run may unpack to: 2,000 names have a tenth of it."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of pytest that was recorded.

    - `environment`: the digest of its environment; `began`: milliseconds since 1970.
    - `selected`: whether it left out what rests; `known`: how many tests the map knew then.
    - `ran`, `failed`: how many tests; `seconds`: how long they took; `saved`: how long those took that rested.
    - `impacted`: node ids of the known tests that were impacted; none where they were too many to be named.
    - `changes`: what had changed, each as a place and in a few words.
    """

    environment: str
    began: int
    selected: bool
    known: int
    ran: int
    failed: int
    seconds: float
    saved: float
    impacted: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()


_FACTS = tuple(each.name for each in fields(PastRun) if each.name not in ("environment", "began"))


def keep_run(path: Path, run: PastRun, timeout: float = 2.0) -> None:
    """Add a run to the map, and drop the oldest. A map that has no place for runs yet is left as it is.

    :raises MapError: MapLocked, MapReadOnly, MapDamaged, or what the disk says.
    """
    facts = {name: value for name, value in asdict(run).items() if name in _FACTS}
    facts["impacted"] = run.impacted if len(run.impacted) <= NAMED else ()
    facts["changes"] = [(place[:_LONGEST], told[:_LONGEST]) for place, told in run.changes[:TOLD]]
    text = json.dumps(facts, sort_keys=True)
    row = (digest([run.environment, str(run.began), text]), run.environment, run.began, pack_prose(text))
    with naming_faults(path), closing(connect_to_write(path, timeout)) as connection:
        if not has_runs(connection):
            return
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT OR IGNORE INTO run (digest, environment, began, facts) VALUES (?, ?, ?, ?)",
            (bytes.fromhex(row[0]), bytes.fromhex(row[1]), *row[2:]),
        )
        drop_oldest(connection)
        connection.execute("COMMIT")


def drop_oldest(connection: sqlite3.Connection) -> None:
    """Drop all runs but the newest; of two that began together the same one, whoever merged them."""
    connection.execute(
        f"DELETE FROM main.run WHERE id NOT IN (SELECT id FROM main.run ORDER BY began DESC, digest LIMIT {KEPT})"
    )


def take_runs(connection: sqlite3.Connection, environments: Iterable[str]) -> None:
    """Take in the runs of the map attached as `source` that were made under these environments, by their digests.

    One that is not what its digest says, or is malformed, is left out.
    """
    wanted = frozenset(environments)
    rows = connection.execute(
        f"SELECT digest, environment, began, facts FROM source.run ORDER BY began DESC, digest LIMIT {KEPT}"
    ).fetchall()
    for identity, environment, began, packed in rows:
        with suppress(Unpackable, ValueError, TypeError, KeyError):
            text = unpack_prose(packed, _LARGEST)
            _unpack(environment.hex(), began, json.loads(text))
            if environment.hex() in wanted and digest([environment.hex(), str(began), text]) == identity.hex():
                connection.execute(
                    "INSERT OR IGNORE INTO main.run (digest, environment, began, facts) VALUES (?, ?, ?, ?)",
                    (identity, environment, began, packed),
                )
    drop_oldest(connection)


def has_runs(connection: sqlite3.Connection) -> bool:
    """Whether the map has a place for runs: earlier versions have none."""
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'run'").fetchone()
    return bool(found[0])


def read_runs(reader: MapReader) -> list[PastRun]:
    """Return the runs that the map remembers, the oldest first. A malformed one is left out: they prove nothing."""
    found = []
    for environment, began, packed in reader.runs():
        with suppress(Unpackable, ValueError, TypeError, KeyError):
            found.append(_unpack(bytes(environment).hex(), int(began), json.loads(unpack_prose(packed, _LARGEST))))
    return found


def _unpack(environment: str, began: int, facts: dict[str, Any]) -> PastRun:
    return PastRun(
        environment=environment,
        began=began,
        selected=bool(facts["selected"]),
        known=_amount(facts["known"]),
        ran=_amount(facts["ran"]),
        failed=_amount(facts["failed"]),
        seconds=_amount(facts["seconds"]),
        saved=_amount(facts["saved"]),
        impacted=tuple(map(str, facts["impacted"])),
        changes=tuple((str(place), str(told)) for place, told in facts["changes"]),
    )


def _amount(value: Any) -> Any:
    """Return a number; JSON of Python's also writes `NaN` and `Infinity`, which the page could not read."""
    if type(value) not in (int, float) or not 0 <= value <= _MOST:
        raise ValueError(f"{value!r} is no amount")
    return value
