"""Taking the records, and the parsed sources, of an attached map into another. See `impact.map.merging`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from impact.errors import MapRefused
from impact.map.packing import inflate, pack_ids, unpack_outcome, unpack_text
from impact.map.records import KEPT
from impact.map.vetting import leads_out
from impact.model import Outcome, digest, file_of

LARGEST_SOURCE = 1 << 26
"""Bytes that the words or the analysis of one source may unpack to: those of our largest have a hundredth of it."""
MOST_OF_SOURCES = 1 << 31
"""Bytes that those of all sources together may unpack to: 10,000 files have a third of it."""

Refused = Callable[[str], MapRefused]
"""Makes the refusal of the attached map, of the reason."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a merge took in: records that were not there, or are newer; `outside` counts those that were left out.

    They rest on files outside the root: their tests are known, and will run.
    """

    records: int = 0
    outside: int = 0


@dataclass(frozen=True, slots=True)
class TakenSets:
    """The claim sets of the attached map, by their ids there: what they are here, and their digests.

    A set that rests on files outside the root is nothing here.
    """

    ids: Mapping[int, int]
    digests: Mapping[int, str]
    unpack: Callable[[bytes], list[int]]


def take_sources(connection: sqlite3.Connection, refused: Refused) -> None:
    """Bring in the parsed sources that are not there.

    :raises MapRefused: if they unpack to more than any map holds.
    """
    new = "WHERE content NOT IN (SELECT content FROM main.source)"
    left = MOST_OF_SOURCES
    for row in connection.execute(f"SELECT words, analysis FROM source.source {new}"):
        words, analysis = (inflate(each, LARGEST_SOURCE) for each in row)
        analysis.decode("utf-8", "surrogatepass")
        left -= len(words) + len(analysis)
        if left < 0:
            raise refused("its sources unpack to more than any map holds")
    connection.execute(f"INSERT INTO main.source SELECT content, level, words, analysis FROM source.source {new}")


def take_records(
    connection: sqlite3.Connection, environments: Mapping[int, int], sets: TakenSets, refused: Refused
) -> tuple[Taken, dict[int, set[int]]]:
    """Bring in the records made under these environments, given by their ids there, each with its id here.

    Return what was taken, and the ids of the tests that it touched, by the ids of their environments.

    :raises MapRefused: if a record is not what its digest says.
    """
    connection.execute("INSERT OR IGNORE INTO main.test (nodeid) SELECT nodeid FROM source.test ORDER BY id")
    touched: dict[int, set[int]] = {each: set() for each in environments.values()}
    fresh: list[tuple[int, int, bytes, str, float, int, bytes]] = []
    outside = 0
    for theirs, test, nodeid, identity, outcome, duration, seen, packed in _records(connection):
        if theirs not in environments or leads_out(file_of(nodeid)):
            continue
        environment, ids = environments[theirs], sets.unpack(packed)
        stands = "rests" if unpack_outcome(outcome).rests else "failed"
        if digest([nodeid, stands, *sorted(map(sets.digests.__getitem__, ids))]) != identity.hex():
            raise refused("a record is not what its digest says")
        touched[environment].add(test)
        here = [sets.ids[each] for each in ids if each in sets.ids]
        if len(here) < len(ids):
            outside += 1
            # What rests on nothing holds: a failure stays one, and a pass becomes a test that never ran.
            here, identity = [], bytes.fromhex(digest([nodeid, "failed"]))
            outcome = outcome if outcome == Outcome.FAILED else Outcome.UNRUN.value
        fresh.append((test, environment, identity, outcome, duration, seen, pack_ids(here)))
    before = connection.total_changes
    connection.executemany(_STORE, fresh)
    records = connection.total_changes - before
    for statement in _SETTLE:
        connection.execute(statement)
    return Taken(records, outside), touched


def _records(connection: sqlite3.Connection) -> Iterator[tuple[int, int, str, bytes, str, float, int, bytes]]:
    rows = connection.execute(
        "SELECT theirs.environment_id, test.id, test.nodeid, theirs.digest, outcome, duration, seen, sets "
        "FROM source.record AS theirs JOIN source.test AS their_test ON their_test.id = theirs.test_id "
        "JOIN main.test AS test ON test.nodeid = their_test.nodeid ORDER BY theirs.id"
    )
    for environment, test, nodeid, *told in rows:
        yield (environment, test, unpack_text(nodeid), *told)


_STORE = """
    INSERT INTO record (test_id, environment_id, digest, outcome, duration, seen, sets) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (environment_id, test_id, digest) DO UPDATE
    SET outcome = excluded.outcome, duration = excluded.duration, seen = excluded.seen
    WHERE (excluded.outcome <> 'unrun', excluded.seen, excluded.outcome, excluded.duration)
        > (outcome <> 'unrun', seen, outcome, duration)"""

_SETTLE = (
    # That a test was not run says something only where nothing else is known of it.
    "DELETE FROM record WHERE outcome = 'unrun' AND EXISTS (SELECT 1 FROM record AS other WHERE "
    "other.environment_id = record.environment_id AND other.test_id = record.test_id AND other.outcome <> 'unrun')",
    # Of the passes the newest stay; a failure is forgotten only by a pass that is observed.
    "DELETE FROM record WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY environment_id, "
    "test_id ORDER BY seen DESC, digest DESC) AS place FROM record WHERE outcome NOT IN ('failed', 'unrun')) "
    f"WHERE place > {KEPT})",
    "DELETE FROM main.test WHERE NOT EXISTS (SELECT 1 FROM record WHERE test_id = main.test.id)",
)
