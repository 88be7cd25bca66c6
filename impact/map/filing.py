"""Putting observed records into the impact map, and taking out those that they disprove or replace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from impact.map.interning import Interner, select_in
from impact.map.packing import pack_digest, pack_ids, unpack_digest, unpack_ids, unpack_outcome
from impact.map.records import Entry, is_as_before, settle
from impact.model import Record


@dataclass(frozen=True, slots=True)
class Filed:
    """What has come of it: how many other records went, and, of each test whose records are as before, by how many
    seconds it took longer."""

    dropped: int
    longer: dict[int, float]


def file_records(
    connection: sqlite3.Connection,
    interner: Interner,
    environment: int,
    records: list[tuple[Record, str, list[str]]],
    now: int,
) -> Filed:
    """Store records (each with its digest and those of its sets) made at `now`."""
    interner.intern_tests(record.test for record, _, _ in records)
    stored = _load(connection, environment, {interner.tests[record.test] for record, _, _ in records})
    settled = {test: list(entries) for test, entries in stored.items()}
    holds = _judge(connection)
    touched: dict[int, set[str]] = {test: set() for test in settled}
    for record, digest, sets in records:
        test = interner.tests[record.test]
        known = next((entry.sets for entry in settled[test] if entry.digest == digest), None)
        packed = pack_ids(interner.sets[each] for each in sets) if known is None else known
        observed = Entry(digest, record.outcome, now, packed, record.duration)
        settled[test] = settle(settled[test], observed, holds)
        touched[test].add(digest)
    gone, kept = [], []
    for test, entries in settled.items():
        remaining = {entry.digest for entry in entries}
        gone += [(environment, test, pack_digest(digest)) for digest in {e.digest for e in stored[test]} - remaining]
        kept += [
            (
                test,
                environment,
                pack_digest(entry.digest),
                entry.outcome.value,
                entry.duration,
                entry.seen,
                entry.sets,
            )
            for entry in entries
            if entry.digest in touched[test]
        ]
    connection.executemany("DELETE FROM record WHERE environment_id = ? AND test_id = ? AND digest = ?", gone)
    connection.executemany(
        "INSERT INTO record (test_id, environment_id, digest, outcome, duration, seen, sets) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (environment_id, test_id, digest) DO UPDATE "
        "SET outcome = excluded.outcome, duration = excluded.duration, seen = max(seen, excluded.seen)",
        kept,
    )
    longer = {
        test: entries[-1].duration - max(stored[test], key=lambda entry: entry.seen).duration
        for test, entries in settled.items()
        if len(touched[test]) == 1 and is_as_before(stored[test], entries)
    }
    for record, _, _ in records:
        if "::" not in record.test and interner.tests[record.test] in longer:
            longer[interner.tests[record.test]] = 0.0  # the time that collecting a file takes is not counted
    return Filed(len(gone), longer)


def forget_tests(connection: sqlite3.Connection, interner: Interner, environment: int, gone: Iterable[str]) -> int:
    """Delete the records of tests that no longer exist in this environment; return how many.

    The test itself leaves with its last record: another environment may still have it.
    """
    names = sorted(set(gone))
    interner.find_tests(names)
    tests = [interner.tests[name] for name in names if name in interner.tests]
    cursor = connection.executemany(
        "DELETE FROM record WHERE environment_id = ? AND test_id = ?", [(environment, test) for test in tests]
    )
    dropped = max(cursor.rowcount, 0)
    connection.executemany(
        "DELETE FROM test WHERE id = ? AND NOT EXISTS (SELECT 1 FROM record WHERE test_id = test.id)",
        [(test,) for test in tests],
    )
    for name in names:
        interner.tests.pop(name, None)
    return dropped


def _load(connection: sqlite3.Connection, environment: int, tests: set[int]) -> dict[int, list[Entry]]:
    entries: dict[int, list[Entry]] = {test: [] for test in tests}
    for test, digest, outcome, duration, seen, sets in select_in(
        connection,
        "SELECT test_id, digest, outcome, duration, seen, sets FROM record "
        f"WHERE environment_id = {environment:d} AND test_id IN",
        sorted(tests),
    ):
        entries[test].append(Entry(unpack_digest(digest), unpack_outcome(outcome), seen, sets, duration))
    return entries


def _judge(connection: sqlite3.Connection) -> Callable[[Entry], bool]:
    """Return a question: whether all claims of a record hold now. A claim set that is not there holds nothing."""
    unheld: set[int] = set()
    verdicts: dict[int, bool] = {}

    def judge_set(identity: int) -> bool:
        if identity not in verdicts:
            if not verdicts:
                unheld.update(chain.from_iterable(connection.execute("SELECT id FROM claim WHERE holds = 0")))
            row = connection.execute("SELECT claims FROM claim_set WHERE id = ?", (identity,)).fetchone()
            verdicts[identity] = row is not None and unheld.isdisjoint(unpack_ids(row[0]))
        return verdicts[identity]

    return lambda entry: all(judge_set(identity) for identity in unpack_ids(entry.sets))
