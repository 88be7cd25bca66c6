"""Outlines of test files: what the tests of one file, as last observed, rest on together.

While nothing of it has changed, all tests of the file rest, and nobody looks at their records one by one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from impact.map.interning import select_in
from impact.map.packing import pack_ids, pack_text, unpack_ids, unpack_outcome, unpack_text
from impact.model import file_of

_NONE: Mapping[int, float] = {}


def outline_anew(connection: sqlite3.Connection) -> None:
    """Outline all files in all environments."""
    connection.execute("DELETE FROM outline")
    found: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for environment, test, nodeid in connection.execute(
        "SELECT DISTINCT environment_id, test_id, nodeid FROM record JOIN test ON test.id = test_id"
    ):
        found[environment][file_of(unpack_text(nodeid))].add(test)
    for environment, files in found.items():
        outline(connection, environment, files)


def files_with(connection: sqlite3.Connection, tests: Iterable[int]) -> dict[str, set[int]]:
    """Return the files of these tests, each with those of them that it holds."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for test, nodeid in select_in(connection, "SELECT id, nodeid FROM test WHERE id IN", sorted(tests)):
        found[file_of(unpack_text(nodeid))].add(test)
    return found


def outline(
    connection: sqlite3.Connection, environment: int, files: Mapping[str, set[int]], longer: Mapping[int, float] = _NONE
) -> None:
    """Bring the outlines of these files up to date, given the tests in each that are new, or have new records.

    :param longer: by how many seconds those took longer of which nothing else is new.
    """
    for file, tests in files.items():
        as_before = bool(tests) and tests <= longer.keys()
        if not (as_before and _lengthen(connection, environment, file, sum(longer[test] for test in tests))):
            _outline_file(connection, environment, file, tests)


def _lengthen(connection: sqlite3.Connection, environment: int, file: str, seconds: float) -> bool:
    """Let the tests of a file take longer by some seconds; return whether it has an outline."""
    cursor = connection.execute(
        "UPDATE outline SET seconds = max(0.0, seconds + ?) WHERE environment_id = ? AND file = ?",
        (seconds, environment, pack_text(file)),
    )
    return cursor.rowcount > 0


def _outline_file(connection: sqlite3.Connection, environment: int, file: str, tests: set[int]) -> None:
    key = environment, pack_text(file)
    row = connection.execute("SELECT ids FROM outline WHERE environment_id = ? AND file = ?", key).fetchone()
    if row is not None:
        tests = tests.union(unpack_ids(row[0]))
    newest: dict[int, tuple[int, float, set[int]]] = {}
    whole, files = True, 0
    for test, nodeid, outcome, duration, seen, sets in select_in(
        connection,
        "SELECT test_id, nodeid, outcome, duration, seen, sets FROM record JOIN test ON test.id = test_id "
        f"WHERE environment_id = {environment:d} AND test_id IN",
        sorted(tests),
    ):
        whole = whole and unpack_outcome(outcome).rests
        if "::" not in nodeid:
            files, duration = files + (test not in newest), 0.0
        known = newest.get(test)
        if known is None or seen > known[0]:
            newest[test] = seen, duration, set(unpack_ids(sets))
        elif seen == known[0]:  # of joined maps, say: in whatever order they came, the file rests on all
            newest[test] = seen, max(duration, known[1]), known[2].union(unpack_ids(sets))
    connection.execute("DELETE FROM outline WHERE environment_id = ? AND file = ?", key)
    if newest:
        together = {each for _, _, ids in newest.values() for each in ids}
        seconds = sum(duration for _, duration, _ in newest.values())
        connection.execute(
            "INSERT INTO outline VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*key, pack_ids(newest), len(newest) - files, seconds, int(whole and files == 1), pack_ids(together)),
        )
