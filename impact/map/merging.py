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
from pathlib import Path
from typing import Any

from impact.errors import MapRefused
from impact.map.grouping import add_groups
from impact.map.numbering import Numbering, joint_digest
from impact.map.packing import (
    pack_ids,
    unpack_ids,
)
from impact.map.runs import take_runs
from impact.map.taking import Taken, TakenSets, take_records, take_sources
from impact.map.vetting import outside_places
from impact.model import Environment

_PORTION = 2048
"""So many claim sets are in memory at once."""
MOST_IDS = 300_000_000
"""So many ids may be packed in all lists of one map: a map of 50,000 tests has a tenth of it."""
LONGEST_LIST = 1 << 22
"""So many ids may be packed in one list: in memory they take 160 MB, where kilobytes may unpack to them."""


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
        take_sources(self._connection, self._refused)
        taken, touched = take_records(
            self._connection, environments, TakenSets(self._sets, self._set_digests, self._ids), self._refused
        )
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
