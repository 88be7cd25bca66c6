"""Finding or making the rows that stand for dependencies, claims and claim sets, without asking for each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from impact.map.digesting import Digested
from impact.map.packing import pack_digest, pack_ids, pack_text, unpack_digest, unpack_text
from impact.model import Claim, Dependency, Kind, Sighting

PORTION = 900
"""How many values go into one statement: any SQLite takes 999."""


@dataclass
class Interner:
    """What is known to be in the map. It is true only until somebody else writes, or a transaction is undone."""

    connection: sqlite3.Connection
    dependencies: dict[Dependency, tuple[int, str]] = field(default_factory=dict)
    facts: dict[int, dict[tuple[str, str], int]] = field(default_factory=dict)
    claims: dict[int, dict[str, int]] = field(default_factory=dict)
    sets: dict[str, int] = field(default_factory=dict)
    tests: dict[str, int] = field(default_factory=dict)

    def forget(self) -> None:
        """Believe nothing any more."""
        for memory in (self.dependencies, self.facts, self.claims, self.sets, self.tests):
            memory.clear()

    def see(self, sightings: dict[Dependency, Sighting]) -> set[Dependency]:
        """Store what dependencies looked like; return those in the map whose content has changed."""
        self._load_dependencies()
        new: list[Dependency] = []
        same: list[Dependency] = []
        changed: list[Dependency] = []
        for dependency, sighting in sightings.items():
            known = self.dependencies.get(dependency)
            if known is None:
                new.append(dependency)
            else:
                (same if known[1] == sighting.content else changed).append(dependency)
        self._add_dependencies({dependency: sightings[dependency] for dependency in new})
        self.connection.executemany(
            "UPDATE dependency SET content = ?1, signature = ?2 WHERE id = ?3 AND (content, signature) IS NOT (?1, ?2)",
            [(pack_digest(sightings[each].content), _pack_signature(sightings[each]), self.dependencies[each][0])
             for each in same + changed])
        for each in changed:
            self.dependencies[each] = (self.dependencies[each][0], sightings[each].content)
        return set(changed)

    def intern_claims(self, claims: dict[str, Claim], sighted: dict[Dependency, Sighting]) -> dict[str, int]:
        """Return the id of each claim, given by digest. New ones hold if their dependency was sighted."""
        unseen = {claim.dependency for claim in claims.values()} - self.dependencies.keys()
        self._add_dependencies({dependency: Sighting("") for dependency in unseen})
        owners = {digest: self.dependencies[claim.dependency][0] for digest, claim in claims.items()}
        self._load_claims(set(owners.values()) - self.claims.keys())
        new = [digest for digest in claims if digest not in self.claims[owners[digest]]]
        numbers = self._intern_facts({digest: claims[digest] for digest in new}, owners)
        first = _next_id(self.connection, "claim")
        self.connection.executemany("INSERT INTO claim VALUES (?, ?, ?, ?, ?)", [
            (first + position, owners[digest], pack_digest(digest), pack_ids(numbers[digest]),
             int(claims[digest].dependency in sighted))
            for position, digest in enumerate(new)])
        for position, digest in enumerate(new):
            self.claims[owners[digest]][digest] = first + position
        return {digest: self.claims[owner][digest] for digest, owner in owners.items()}

    def intern_sets(self, digested: Digested, claim_ids: dict[str, int]) -> None:
        """Make sure that `sets` has the id of each claim set of the batch."""
        unknown = [digest for digest in digested.sets if digest not in self.sets]
        for packed, identity in select_in(self.connection, "SELECT digest, id FROM claim_set WHERE digest IN",
                                          map(pack_digest, unknown)):
            self.sets[unpack_digest(packed)] = identity
        new = [digest for digest in unknown if digest not in self.sets]
        first = _next_id(self.connection, "claim_set")
        ids = {identity: claim_ids[digest] for identity, digest in digested.claim_digests.items()}
        self.connection.executemany("INSERT INTO claim_set VALUES (?, ?, ?)", (
            (first + position, pack_digest(digest),
             pack_ids({ids[id(claim)] for claim in digested.sets[digest].claims}))
            for position, digest in enumerate(new)))
        self.sets.update((digest, first + position) for position, digest in enumerate(new))

    def intern_tests(self, nodeids: Iterable[str]) -> None:
        """Make sure that `tests` has the id of each of these tests."""
        unknown = dict.fromkeys(nodeid for nodeid in nodeids if nodeid not in self.tests)
        self.find_tests(unknown)
        new = [nodeid for nodeid in unknown if nodeid not in self.tests]
        first = _next_id(self.connection, "test")
        self.connection.executemany("INSERT INTO test VALUES (?, ?)",
                                    [(first + position, pack_text(nodeid)) for position, nodeid in enumerate(new)])
        self.tests.update((nodeid, first + position) for position, nodeid in enumerate(new))

    def find_tests(self, nodeids: Iterable[str]) -> None:
        """Learn the ids of those of these tests that are in the map."""
        for packed, identity in select_in(self.connection, "SELECT nodeid, id FROM test WHERE nodeid IN",
                                          map(pack_text, nodeids)):
            self.tests[unpack_text(packed)] = identity

    def _load_dependencies(self) -> None:
        if not self.dependencies:
            for identity, kind, place, content in self.connection.execute(
                    "SELECT id, kind, place, content FROM dependency"):
                self.dependencies[Dependency(Kind(kind), unpack_text(place))] = (identity, unpack_digest(content))

    def _add_dependencies(self, sightings: dict[Dependency, Sighting]) -> None:
        first = _next_id(self.connection, "dependency")
        self.connection.executemany("INSERT INTO dependency VALUES (?, ?, ?, ?, ?)", [
            (first + position, dependency.kind.value, pack_text(dependency.place), pack_digest(sighting.content),
             _pack_signature(sighting))
            for position, (dependency, sighting) in enumerate(sightings.items())])
        for position, (dependency, sighting) in enumerate(sightings.items()):
            self.dependencies[dependency] = (first + position, sighting.content)

    def _load_claims(self, dependencies: set[int]) -> None:
        for dependency in dependencies:
            self.claims[dependency] = {}
            self.facts[dependency] = {}
        for identity, dependency, digest in select_in(
                self.connection, "SELECT id, dependency_id, digest FROM claim WHERE dependency_id IN", dependencies):
            self.claims[dependency][unpack_digest(digest)] = identity
        for dependency, number, aspect, fingerprint in select_in(
                self.connection, "SELECT dependency_id, number, aspect, fingerprint FROM fact WHERE dependency_id IN",
                sorted(dependencies)):
            self.facts[dependency][unpack_text(aspect), unpack_digest(fingerprint)] = number

    def _intern_facts(self, claims: dict[str, Claim], owners: dict[str, int]) -> dict[str, list[int]]:
        """Return the numbers of each claim's facts; facts are numbered within their dependency."""
        rows = []
        numbers = {}
        for digest, claim in claims.items():
            owner = owners[digest]
            known = self.facts[owner]
            found = []
            for fact in claim.facts:
                number = known.get(fact)
                if number is None:
                    # Facts leave the map, so their count says nothing; the last one entered has the largest number.
                    number = known[fact] = known[next(reversed(known))] + 1 if known else 1
                    rows.append((owner, number, pack_text(fact[0]), pack_digest(fact[1])))
                found.append(number)
            numbers[digest] = found
        self.connection.executemany("INSERT INTO fact VALUES (?, ?, ?, ?)", rows)
        return numbers


def select_in(connection: sqlite3.Connection, statement: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement that ends in `IN`, for as many values as there are."""
    remaining = iter(values)
    while portion := tuple(islice(remaining, PORTION)):
        yield from connection.execute(f"{statement} ({','.join('?' * len(portion))})", portion).fetchall()


def _next_id(connection: sqlite3.Connection, table: str) -> int:
    last: int = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
    return last + 1


def _pack_signature(sighting: Sighting) -> str | None:
    signature = sighting.signature
    if signature is None:
        return None
    return f"{signature.modified} {signature.changed} {signature.size} {signature.inode}"
