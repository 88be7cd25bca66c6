"""Taking one map into another: the union of what both have observed, whatever the order, however often.

The other map is attached as `source` and has been vetted. Claims, claim sets and records are known by digests of their
content, which are computed anew here: a row that is not what its digest says is refused with the whole map. A record
that both have is kept as it was observed last. Where the two saw a dependency with different contents, the greater
content id stays, and only claims seen to hold under that one count as holding: all others are judged again by whoever
selects. That, too, gives the same map in any order.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impact.errors import MapRefused
from impact.map.grouping import add_groups
from impact.map.numbering import Numbering, joint_digest
from impact.map.packing import (
    inflate,
    pack_ids,
    unpack_ids,
    unpack_outcome,
    unpack_text,
)
from impact.map.records import KEPT
from impact.map.runs import take_runs
from impact.map.vetting import leads_out, outside_places
from impact.model import Environment, Outcome, digest, file_of

_PORTION = 2048
"""So many claim sets are in memory at once."""
MOST_IDS = 300_000_000
"""So many ids may be packed in all lists of one map: a map of 50,000 tests has a tenth of it."""
LONGEST_LIST = 1 << 22
"""So many ids may be packed in one list: in memory they take 160 MB, where kilobytes may unpack to them."""
LARGEST_SOURCE = 1 << 26
"""Bytes that the words or the analysis of one source may unpack to: those of our largest have a hundredth of it."""
MOST_OF_SOURCES = 1 << 31
"""Bytes that those of all sources together may unpack to: 10,000 files have a third of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a merge took in: records that were not there, or are newer; `outside` counts those that were left out.

    They rest on files outside the root: their tests are known, and will run.
    """

    records: int = 0
    outside: int = 0


class Merging:
    """One merge, inside a transaction of `connection`. `origin` is where the attached map came from."""

    def __init__(self, connection: sqlite3.Connection, origin: Path) -> None:
        self._connection, self._origin = connection, origin
        self._outside: set[int] = set()
        self._claims: dict[int, int] = {}
        self._claim_digests: dict[int, bytes] = {}
        self._sets: dict[int, int] = {}
        self._set_digests: dict[int, str] = {}
        self._dropped_claims: set[int] = set()
        self._unpacked = 0

    def run(self, wanted: Callable[[Environment], bool] = lambda _: True) -> tuple[Taken, dict[int, set[int]]]:
        """Take in what was recorded under the wanted environments.

        Return what was taken, and the ids of the tests that it touched, by the ids of their environments.

        :raises MapRefused: if a row is not what its digest says, or refers to one that is not there.
        """
        environments = self._take_environments(wanted)
        self._take_dependencies()
        self._take_claims()
        self._take_sets()
        self._take_sources()
        taken, touched = self._take_records(environments)
        take_runs(self._connection, self._digests_of(environments.values()))
        self._execute("DROP TABLE dependencies_in")
        return taken, touched

    def _take_environments(self, wanted: Callable[[Environment], bool]) -> dict[int, int]:
        found: dict[int, int] = {}
        for identity, packed, facts in self._execute("SELECT id, digest, facts FROM source.environment").fetchall():
            environment = self._environment(facts)
            if environment.digest != packed.hex():
                raise self._refused("an environment is not what its digest says")
            if wanted(environment):
                self._execute("INSERT OR IGNORE INTO environment (digest, facts) VALUES (?, ?)", (packed, facts))
                row = self._execute("SELECT id FROM environment WHERE digest = ?", (packed,)).fetchone()
                found[identity] = row[0]
        return found

    def _digests_of(self, environments: Iterable[int]) -> list[str]:
        known = dict(self._execute("SELECT id, digest FROM main.environment"))
        return [known[each].hex() for each in environments]

    def _environment(self, facts: str) -> Environment:
        pairs = json.loads(facts)
        if not isinstance(pairs, list) or not all(
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair) for pair in pairs
        ):
            raise self._refused("an environment does not consist of pairs of texts")
        return Environment(tuple((name, value) for name, value in pairs))

    def _take_dependencies(self) -> None:
        """Bring in dependencies; the temporary table tells their new ids, and whether the contents agree."""
        self._outside = outside_places(self._connection, self._origin)
        self._execute("CREATE TEMP TABLE outside (id INTEGER PRIMARY KEY)")
        self._connection.executemany("INSERT INTO outside VALUES (?)", [(each,) for each in self._outside])
        self._execute(
            # What the signature vouches for is on another machine.
            "INSERT OR IGNORE INTO dependency (kind, place, content, signature) SELECT kind, place, content, NULL "
            "FROM source.dependency WHERE id NOT IN (SELECT id FROM outside) ORDER BY id"
        )
        self._execute(
            "CREATE TEMP TABLE dependencies_in AS SELECT theirs.id AS old, ours.id AS new, "
            "theirs.content >= ours.content AS agrees, theirs.content > ours.content AS wins, theirs.content "
            "FROM source.dependency AS theirs JOIN dependency AS ours USING (kind, place) "
            "WHERE theirs.id NOT IN (SELECT id FROM outside)"
        )
        self._execute("CREATE UNIQUE INDEX temp.dependencies_in_old ON dependencies_in (old)")
        self._execute("CREATE UNIQUE INDEX temp.dependencies_in_new ON dependencies_in (new)")
        self._execute("DROP TABLE outside")
        winners = "SELECT new FROM dependencies_in WHERE wins"
        self._execute(
            "UPDATE dependency SET signature = NULL, content = (SELECT content FROM dependencies_in WHERE new = id) "
            f"WHERE id IN ({winners})"
        )
        self._execute(f"UPDATE claim SET holds = 0 WHERE holds = 1 AND dependency_id IN ({winners})")

    def _take_claims(self) -> None:
        self._execute(
            "UPDATE claim SET holds = 1 WHERE holds = 0 AND id IN (SELECT ours.id FROM dependencies_in JOIN claim AS "
            "ours ON ours.dependency_id = new JOIN source.claim AS theirs ON theirs.dependency_id = old AND "
            "theirs.digest = ours.digest WHERE agrees AND theirs.holds = 1)"
        )
        known = "FROM source.claim AS theirs JOIN dependencies_in ON old = theirs.dependency_id "
        ours = "claim AS ours ON ours.dependency_id = new AND ours.digest = theirs.digest"
        self._claims = dict(self._execute(f"SELECT theirs.id, ours.id {known} JOIN {ours}"))
        self._claim_digests = dict(self._execute(f"SELECT theirs.id, theirs.digest {known}"))
        self._dropped_claims = {
            identity
            for (identity,) in self._execute(
                "SELECT id FROM source.claim WHERE dependency_id NOT IN (SELECT old FROM dependencies_in)"
            )
        }
        rows = self._execute(
            f"SELECT theirs.id, old, new, theirs.digest, theirs.facts, theirs.holds AND agrees {known} "
            f"LEFT JOIN {ours} WHERE ours.id IS NULL ORDER BY old, theirs.id"
        )
        following = self._next_id("claim")
        fresh: list[tuple[int, int, bytes, bytes, int]] = []
        numbering: Numbering | None = None
        for identity, old, new, packed, facts, holds in rows:
            if numbering is None or numbering.old != old:
                numbering = Numbering(self._connection, old, new)
            numbers = self._ids(facts)
            if numbering.digest(numbers) != packed.hex():
                raise self._refused("a claim is not what its digest says")
            fresh.append((following, new, packed, pack_ids(map(numbering.renumbered, numbers)), holds))
            self._claims[identity] = following
            following += 1
        self._connection.executemany("INSERT INTO claim VALUES (?, ?, ?, ?, ?)", fresh)

    def _take_sets(self) -> None:
        joined = "source.claim_set AS theirs LEFT JOIN claim_set AS ours ON ours.digest = theirs.digest"
        self._set_digests = {
            identity: packed.hex() for identity, packed in self._execute("SELECT id, digest FROM source.claim_set")
        }
        self._sets = dict(self._execute(f"SELECT theirs.id, ours.id FROM {joined} WHERE ours.id IS NOT NULL"))
        rows = self._execute(
            f"SELECT theirs.id, theirs.digest, theirs.claims FROM {joined} WHERE ours.id IS NULL ORDER BY theirs.id"
        )
        while portion := rows.fetchmany(_PORTION):
            self._add_sets(portion)

    def _add_sets(self, rows: list[tuple[int, bytes, bytes]]) -> None:
        following = self._next_id("claim_set")
        fresh: list[tuple[int, bytes, list[int]]] = []
        for identity, packed, claims in rows:
            ids = self._ids(claims)
            if not self._dropped_claims.isdisjoint(ids):
                continue
            if joint_digest(map(self._claim_digests.__getitem__, ids)) != packed:
                raise self._refused("a claim set is not what its digest says")
            self._sets[identity] = following + len(fresh)
            fresh.append((self._sets[identity], packed, [*map(self._claims.__getitem__, ids)]))
        self._connection.executemany(
            "INSERT INTO claim_set VALUES (?, ?, ?)",
            ((identity, packed, pack_ids(claims)) for identity, packed, claims in fresh),
        )
        add_groups(self._connection, ((identity, claims) for identity, _, claims in fresh))

    def _take_sources(self) -> None:
        new = "WHERE content NOT IN (SELECT content FROM main.source)"
        left = MOST_OF_SOURCES
        for row in self._execute(f"SELECT words, analysis FROM source.source {new}"):
            words, analysis = (inflate(each, LARGEST_SOURCE) for each in row)
            analysis.decode("utf-8", "surrogatepass")
            left -= len(words) + len(analysis)
            if left < 0:
                raise self._refused("its sources unpack to more than any map holds")
        self._execute(f"INSERT INTO main.source SELECT content, level, words, analysis FROM source.source {new}")

    def _take_records(self, environments: dict[int, int]) -> tuple[Taken, dict[int, set[int]]]:
        self._execute("INSERT OR IGNORE INTO main.test (nodeid) SELECT nodeid FROM source.test ORDER BY id")
        rows = self._execute(
            "SELECT theirs.environment_id, test.id, test.nodeid, theirs.digest, outcome, duration, seen, sets "
            "FROM source.record AS theirs JOIN source.test AS their_test ON their_test.id = theirs.test_id "
            "JOIN main.test AS test ON test.nodeid = their_test.nodeid ORDER BY theirs.id"
        )
        touched: dict[int, set[int]] = {each: set() for each in environments.values()}
        fresh: list[tuple[int, int, bytes, str, float, int, bytes]] = []
        outside = 0
        for theirs, test, packed, identity, outcome, duration, seen, sets in rows:
            nodeid = unpack_text(packed)
            if theirs not in environments or leads_out(file_of(nodeid)):
                continue
            environment, ids = environments[theirs], self._ids(sets)
            stands = "rests" if unpack_outcome(outcome).rests else "failed"
            if digest([nodeid, stands, *sorted(map(self._set_digests.__getitem__, ids))]) != identity.hex():
                raise self._refused("a record is not what its digest says")
            touched[environment].add(test)
            mapped = [self._sets.get(each) for each in ids]
            if None in mapped:
                outside += 1
                # What rests on nothing holds: a failure stays one, and a pass becomes a test that never ran.
                identity = bytes.fromhex(digest([nodeid, "failed"]))
                outcome = outcome if outcome == Outcome.FAILED else Outcome.UNRUN.value
                fresh.append((test, environment, identity, outcome, duration, seen, pack_ids([])))
                continue
            packed_sets = pack_ids(each for each in mapped if each is not None)
            fresh.append((test, environment, identity, outcome, duration, seen, packed_sets))
        before = self._connection.total_changes
        self._connection.executemany(_STORE, fresh)
        records = self._connection.total_changes - before
        for statement in _SETTLE:
            self._execute(statement)
        return Taken(records, outside), touched

    def _ids(self, packed: bytes) -> list[int]:
        ids = [*unpack_ids(packed, LONGEST_LIST)]
        self._unpacked += len(ids)
        if self._unpacked > MOST_IDS:
            raise self._refused("it unpacks to more than any map holds")
        return ids

    def _next_id(self, table: str) -> int:
        return int(self._execute(f"SELECT coalesce(max(id), 0) + 1 FROM main.{table}").fetchone()[0])

    def _execute(self, statement: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement, tuple(values))

    def _refused(self, reason: str) -> MapRefused:
        return MapRefused(self._origin, reason)


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
