"""Taking out of a map what nobody will ask for again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from impact.map.packing import unpack_text
from impact.model import file_of

_NEWER = (
    "EXISTS (SELECT 1 FROM record AS newer WHERE newer.test_id = record.test_id "
    "AND newer.environment_id = record.environment_id AND (newer.seen, newer.id) > (record.seen, record.id) "
    "AND newer.outcome NOT IN ('failed', 'unrun'))"
)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many went: whole environments, tests whose file is gone, and records."""

    environments: int
    tests: int
    records: int


def prune(
    connection: sqlite3.Connection, before: int, is_there: Callable[[str], bool]
) -> tuple[Pruned, dict[int, set[str]]]:
    """Delete environments not seen since `before` (milliseconds since 1970), tests of files that are not there, and
    older records of tests that passed later. Return what went, and by environment the files that it concerns.

    The last record of a test that is still there stays, however old: its file would rest without it.
    """
    old = [
        environment
        for (environment,) in connection.execute(
            "SELECT environment_id FROM record GROUP BY environment_id HAVING max(seen) < ?", (before,)
        )
    ]
    for environment in old:
        connection.execute("DELETE FROM record WHERE environment_id = ?", (environment,))
        connection.execute("DELETE FROM outline WHERE environment_id = ?", (environment,))
    missing = [
        test for test, nodeid in connection.execute("SELECT id, nodeid FROM test") if not is_there(_file(nodeid))
    ]
    touched: dict[int, set[str]] = {}
    for environment, nodeid in _each(connection, missing):
        touched.setdefault(environment, set()).add(_file(nodeid))
    connection.executemany("DELETE FROM record WHERE test_id = ?", [(test,) for test in missing])
    aged = connection.execute(f"DELETE FROM record WHERE seen < ? AND {_NEWER}", (before,)).rowcount
    return Pruned(len(old), len(missing), aged), touched


def _each(connection: sqlite3.Connection, tests: list[int]) -> Iterator[tuple[int, str]]:
    for test in tests:
        yield from connection.execute(
            "SELECT DISTINCT environment_id, nodeid FROM record JOIN test ON test.id = test_id WHERE test_id = ?",
            (test,),
        )


def _file(packed: str) -> str:
    return file_of(unpack_text(packed))
