"""Taking out of the impact map what no record needs any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from impact.map.grouping import group_anew
from impact.map.packing import unpack_ids

LEAST = 2000
"""Sweeping reads the whole map: it waits until so many rows were dropped ..."""
SHARE = 4
"""... and until they are more than one in so many of the records."""


def note_dropped(connection: sqlite3.Connection, amount: int) -> None:
    """Count rows that may have left something behind."""
    if amount:
        connection.execute(
            "INSERT INTO tally VALUES ('dropped', :amount) ON CONFLICT (name) DO UPDATE SET amount = amount + :amount",
            {"amount": amount},
        )


def is_due(connection: sqlite3.Connection) -> bool:
    """Whether enough was dropped since the last sweep."""
    row = connection.execute("SELECT amount FROM tally WHERE name = 'dropped'").fetchone()
    if row is None or row[0] < LEAST:
        return False
    records: int = connection.execute("SELECT count(*) FROM record").fetchone()[0]
    return int(row[0]) * SHARE > records


def sweep(connection: sqlite3.Connection) -> None:
    """Delete claim sets, claims, facts, dependencies, tests and sources that nothing refers to.

    To be called inside a transaction that has the right to write.
    """
    used = _ids_in(packed for (packed,) in connection.execute("SELECT DISTINCT sets FROM record"))
    _delete_others(connection, "claim_set", used)
    group_anew(connection)
    used = _ids_in(packed for (packed,) in connection.execute("SELECT claims FROM claim_set"))
    poorer = {
        dependency
        for identity, dependency in connection.execute("SELECT id, dependency_id FROM claim")
        if identity not in used
    }
    _delete_others(connection, "claim", used)
    for dependency in poorer:
        _sweep_facts(connection, dependency)
    connection.execute(
        "DELETE FROM dependency WHERE NOT EXISTS (SELECT 1 FROM claim WHERE dependency_id = dependency.id)"
    )
    connection.execute(
        "DELETE FROM source WHERE content NOT IN (SELECT content FROM dependency) "
        "AND level NOT IN (SELECT fingerprint FROM fact WHERE aspect = '')"
    )
    connection.execute("DELETE FROM test WHERE NOT EXISTS (SELECT 1 FROM record WHERE test_id = test.id)")
    connection.execute(
        "DELETE FROM environment WHERE NOT EXISTS (SELECT 1 FROM record WHERE environment_id = environment.id)"
    )
    connection.execute("DELETE FROM tally WHERE name = 'dropped'")


def _ids_in(blobs: Iterable[bytes]) -> set[int]:
    ids: set[int] = set()
    for blob in blobs:
        ids.update(unpack_ids(blob))
    return ids


def _delete_others(connection: sqlite3.Connection, table: str, used: set[int]) -> None:
    unused = [(identity,) for (identity,) in connection.execute(f"SELECT id FROM {table}") if identity not in used]
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", unused)


def _sweep_facts(connection: sqlite3.Connection, dependency: int) -> None:
    used = _ids_in(
        packed for (packed,) in connection.execute("SELECT facts FROM claim WHERE dependency_id = ?", (dependency,))
    )
    unused = [
        (dependency, number)
        for (number,) in connection.execute("SELECT number FROM fact WHERE dependency_id = ?", (dependency,))
        if number not in used
    ]
    connection.executemany("DELETE FROM fact WHERE dependency_id = ? AND number = ?", unused)
