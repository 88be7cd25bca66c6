"""Finding or making the rows that stand for dependencies, claims and claim sets, without asking for each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from impact.map.grouping import add_groups, in_good_company
from impact.map.packing import (
    pack_digest,
    pack_ids,
    pack_signature,
    pack_text,
    unpack_dependency,
    unpack_digest,
    unpack_signature,
    unpack_text,
)
from impact.model import Claim, Dependency, Sighting

PORTION = 900
"""How many values go into one statement: any SQLite takes 999."""


@dataclass
class Interner:
    """What is known to be in the map. It is true only until somebody else writes, or a transaction is undone."""

    connection: sqlite3.Connection
    dependencies: dict[Dependency, tuple[int, Sighting]] = field(default_factory=dict)
    facts: dict[int, dict[tuple[str, str], int]] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
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
        changed: list[Dependency] = []
        rows = []
        for dependency, sighting in sightings.items():
            known = self.dependencies.get(dependency)
            if known is None:
                new.append(dependency)
            else:
                if known[1].content != sighting.content:
                    changed.append(dependency)
                if known[1] != sighting:
                    rows.append((pack_digest(sighting.content), pack_signature(sighting.signature), known[0]))
                    self.dependencies[dependency] = (known[0], sighting)
        self._add_dependencies({dependency: sightings[dependency] for dependency in new})
        self.connection.executemany("UPDATE dependency SET content = ?, signature = ? WHERE id = ?", rows)
        return set(changed)

    def intern_claims(self, claims: dict[str, Claim], sighted: dict[Dependency, Sighting]) -> None:
        """Make sure that `claims` has the id of each of these. New ones hold if their dependency was sighted."""
        unknown = [(digest, claim) for digest, claim in claims.items() if digest not in self.claims]
        dependencies = {claim.dependency for _, claim in unknown}
        self._add_dependencies({each: Sighting("") for each in dependencies if each not in self.dependencies})
        self._load_claims({self.dependencies[each][0] for each in dependencies} - self.facts.keys())
        new = {digest: claim for digest, claim in unknown if digest not in self.claims}
        owners = [self.dependencies[claim.dependency][0] for claim in new.values()]
        numbers = self._intern_facts(list(zip(owners, new.values(), strict=True)))
        first = _next_id(self.connection, "claim")
        self.connection.executemany(
            "INSERT INTO claim VALUES (?, ?, ?, ?, ?)",
            [
                (first + position, owner, pack_digest(digest), pack_ids(facts), int(claim.dependency in sighted))
                for position, (owner, facts, (digest, claim)) in enumerate(
                    zip(owners, numbers, new.items(), strict=True)
                )
            ],
        )
        self.claims.update((digest, first + position) for position, digest in enumerate(new))

    def intern_sets(self, sets: dict[str, list[str]]) -> None:
        """Make sure that `sets` has the id of each of these claim sets, given by the digests of their claims."""
        unknown = [digest for digest in sets if digest not in self.sets]
        for packed, identity in select_in(
            self.connection, "SELECT digest, id FROM claim_set WHERE digest IN", map(pack_digest, unknown)
        ):
            self.sets[unpack_digest(packed)] = identity
        new = {digest: {self.claims[each] for each in sets[digest]} for digest in unknown if digest not in self.sets}
        numbered = list(enumerate(in_good_company(new), _next_id(self.connection, "claim_set")))
        self.connection.executemany(
            "INSERT INTO claim_set VALUES (?, ?, ?)",
            ((identity, pack_digest(digest), pack_ids(new[digest])) for identity, digest in numbered),
        )
        add_groups(self.connection, ((identity, new[digest]) for identity, digest in numbered))
        self.sets.update((digest, identity) for identity, digest in numbered)

    def intern_tests(self, nodeids: Iterable[str]) -> None:
        """Make sure that `tests` has the id of each of these tests."""
        unknown = dict.fromkeys(nodeid for nodeid in nodeids if nodeid not in self.tests)
        self.find_tests(unknown)
        new = [nodeid for nodeid in unknown if nodeid not in self.tests]
        first = _next_id(self.connection, "test")
        self.connection.executemany(
            "INSERT INTO test VALUES (?, ?)",
            [(first + position, pack_text(nodeid)) for position, nodeid in enumerate(new)],
        )
        self.tests.update((nodeid, first + position) for position, nodeid in enumerate(new))

    def find_tests(self, nodeids: Iterable[str]) -> None:
        """Learn the ids of those of these tests that are in the map."""
        for packed, identity in select_in(
            self.connection, "SELECT nodeid, id FROM test WHERE nodeid IN", map(pack_text, nodeids)
        ):
            self.tests[unpack_text(packed)] = identity

    def _load_dependencies(self) -> None:
        if not self.dependencies:
            for identity, kind, place, content, signature in self.connection.execute(
                "SELECT id, kind, place, content, signature FROM dependency"
            ):
                sighting = Sighting(unpack_digest(content), unpack_signature(signature))
                self.dependencies[unpack_dependency(kind, place)] = (identity, sighting)

    def _add_dependencies(self, sightings: dict[Dependency, Sighting]) -> None:
        first = _next_id(self.connection, "dependency")
        self.connection.executemany(
            "INSERT INTO dependency VALUES (?, ?, ?, ?, ?)",
            [
                (
                    first + position,
                    dependency.kind.value,
                    pack_text(dependency.place),
                    pack_digest(sighting.content),
                    pack_signature(sighting.signature),
                )
                for position, (dependency, sighting) in enumerate(sightings.items())
            ],
        )
        for position, (dependency, sighting) in enumerate(sightings.items()):
            self.dependencies[dependency] = (first + position, sighting)

    def _load_claims(self, dependencies: set[int]) -> None:
        for dependency in dependencies:
            self.facts[dependency] = {}
        for identity, digest in select_in(
            self.connection, "SELECT id, digest FROM claim WHERE dependency_id IN", sorted(dependencies)
        ):
            self.claims[unpack_digest(digest)] = identity
        for dependency, number, aspect, fingerprint in select_in(
            self.connection,
            "SELECT dependency_id, number, aspect, fingerprint FROM fact WHERE dependency_id IN",
            sorted(dependencies),
        ):
            self.facts[dependency][unpack_text(aspect), unpack_digest(fingerprint)] = number

    def _intern_facts(self, claims: list[tuple[int, Claim]]) -> list[list[int]]:
        """Return the numbers of each claim's facts; facts are numbered within their dependency."""
        rows = []
        numbers = []
        for owner, claim in claims:
            known = self.facts[owner]
            found = []
            for fact in claim.facts:
                number = known.get(fact)
                if number is None:
                    # Facts leave the map, so their count says nothing; the last one entered has the largest number.
                    number = known[fact] = known[next(reversed(known))] + 1 if known else 1
                    rows.append((owner, number, pack_text(fact[0]), pack_digest(fact[1])))
                found.append(number)
            numbers.append(found)
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
