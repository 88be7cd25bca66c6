"""Reading the impact map, on the path of every selection: nothing but `sqlite3` is imported."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from impact.errors import MapError
from impact.map.condition import connect_to_read, require_sound_pages
from impact.map.faults import damaged, inode_of, naming_faults
from impact.map.grouping import ranges_with
from impact.map.overview import Overview, survey
from impact.map.packing import (
    Unpackable,
    unpack_dependency,
    unpack_digest,
    unpack_ids,
    unpack_outcome,
    unpack_text,
)
from impact.map.stored import StoredClaim, StoredDependency, StoredOutline, StoredRecord
from impact.model import Dependency, Environment, Outcome, Sighting

PORTION = 900
"""How many values go into one statement: any SQLite takes 999."""


class MapReader:
    """The map as it was when this was opened, whatever others write meanwhile. Use it as a context manager.

    Every method raises MapDamaged when what it reads is malformed, and MapLocked when another process holds the map
    for longer than `timeout` seconds. `inode` tells which file it read.
    """

    def __init__(self, path: Path, timeout: float = 2.0) -> None:
        """Open the map file.

        :raises MapError: MapAbsent, MapDamaged, MapTooNew, MapTooOld, MapLocked or MapReadOnly.
        """
        self.path = path
        self.inode = inode_of(path)
        self._connection = connect_to_read(path, timeout)
        try:
            with naming_faults(path):
                # One transaction for all questions: the answers fit together.
                self._connection.execute("BEGIN")
                self._connection.execute("SELECT count(*) FROM environment").fetchone()
        except MapError:
            self._connection.close()
            raise

    def __enter__(self) -> MapReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def environments(self) -> list[tuple[Environment, int]]:
        """Return the environments that have records, each with when it was used last, in milliseconds since 1970."""
        rows = self.rows(
            "SELECT facts, max(seen) FROM record JOIN environment ON environment.id = environment_id GROUP BY facts"
        )
        with self.naming_damage():
            return [
                (Environment(tuple((name, value) for name, value in json.loads(facts))), seen) for facts, seen in rows
            ]

    def known(self) -> list[StoredDependency]:
        """Return all dependencies as they lie in the map, each with the content under which `unheld` is true."""
        return [
            StoredDependency(*row) for row in self.rows("SELECT id, kind, place, content, signature FROM dependency")
        ]

    def dependencies(self) -> dict[int, tuple[Dependency, Sighting]]:
        """Return all dependencies by id, each with the content under which `unheld` is true.

        A dependency that was claimed but never looked at has the content "", which nothing present equals.
        """
        known = self.known()
        with self.naming_damage():
            return {each.id: (each.dependency, each.sighting) for each in known}

    def unheld(self) -> set[int]:
        """Return the ids of the claims that do not hold under the content in the map, or that nobody has judged."""
        return {identity for (identity,) in self.rows("SELECT id FROM claim WHERE holds = 0")}

    def claims_of(self, dependency_ids: Iterable[int]) -> dict[int, list[StoredClaim]]:
        """Return the claims about these dependencies, by dependency id; one without claims is left out."""
        return self._claims(
            "SELECT id, dependency_id, digest, facts FROM claim WHERE dependency_id IN", sorted(set(dependency_ids))
        )

    def sets_with(self, claim_ids: Iterable[int]) -> dict[int, list[int]]:
        """Return, for each of these claims that some claim sets hold, the ids of these sets."""
        wanted = frozenset(claim_ids)
        found: dict[int, list[int]] = {}
        if not wanted:
            return found
        with self.naming_damage():
            for span in list(ranges_with(self._connection, wanted)):
                for identity, packed in self._connection.execute(
                    "SELECT id, claims FROM claim_set WHERE id BETWEEN ? AND ?", span
                ):
                    for claim in wanted.intersection(unpack_ids(packed)):
                        found.setdefault(claim, []).append(identity)
        return found

    def outlines(self, environment_digest: str) -> list[StoredOutline] | None:
        """Return the outlines of all files tested under this environment; None if the map has none."""
        if not self.rows("SELECT count(*) FROM sqlite_master WHERE name = 'outline'")[0][0]:
            return None  # a map of an earlier version
        rows = self.rows(
            "SELECT file, ids, tests, seconds, whole, sets FROM outline "
            "JOIN environment ON environment.id = environment_id WHERE environment.digest = ?",
            (bytes.fromhex(environment_digest),),
        )
        with self.naming_damage():
            return [
                StoredOutline(
                    unpack_text(file),
                    tuple(unpack_ids(ids)),
                    int(tests),
                    float(seconds),
                    bool(whole),
                    tuple(unpack_ids(sets)),
                )
                for file, ids, tests, seconds, whole, sets in rows
            ]

    def records(self, environment_digest: str, tests: Iterable[int] | None = None) -> list[StoredRecord]:
        """Return the records made under this environment: those of the tests with these ids, by default all."""
        statement = (
            "SELECT record.id, nodeid, outcome, duration, seen, sets FROM record "
            "JOIN environment ON environment.id = environment_id JOIN test ON test.id = test_id "
            f"WHERE environment.digest = X'{bytes.fromhex(environment_digest).hex()}'"
        )
        rows = self.rows(statement) if tests is None else self.rows_for(f"{statement} AND test_id IN", sorted(tests))
        outcomes: dict[str, Outcome] = {}
        shared: dict[bytes, tuple[int, ...]] = {}  # tests of one class mostly rest on the same sets
        found = []
        with self.naming_damage():
            for identity, nodeid, outcome, duration, seen, packed in rows:
                if packed not in shared:
                    shared[packed] = tuple(unpack_ids(packed))
                if outcome not in outcomes:
                    outcomes[outcome] = unpack_outcome(outcome)
                told = outcomes[outcome], float(duration), int(seen)
                found.append(StoredRecord(identity, unpack_text(nodeid), *told, shared[packed]))
        return found

    def claims_in(self, set_ids: Iterable[int]) -> list[tuple[int, Dependency, dict[str, str]]]:
        """Return the claims of these claim sets, each once: its id, what it is about, and its facts."""
        claims: set[int] = set()
        with self.naming_damage():
            for (packed,) in self.rows_for("SELECT claims FROM claim_set WHERE id IN", sorted(set(set_ids))):
                claims.update(unpack_ids(packed))
        rows = list(
            self.rows_for(
                "SELECT claim.id, dependency_id, kind, place, facts FROM claim "
                "JOIN dependency ON dependency.id = dependency_id WHERE claim.id IN",
                sorted(claims),
            )
        )
        facts = self._facts(sorted({row[1] for row in rows}))
        with self.naming_damage():
            return [
                (identity, unpack_dependency(kind, place), _pick(facts.get(dependency, {}), packed))
                for identity, dependency, kind, place, packed in rows
            ]

    def claims(self, claim_ids: Iterable[int]) -> dict[int, list[StoredClaim]]:
        """Return these claims, by the id of what they are about."""
        return self._claims("SELECT id, dependency_id, digest, facts FROM claim WHERE id IN", sorted(set(claim_ids)))

    def _claims(self, statement: str, values: list[int]) -> dict[int, list[StoredClaim]]:
        rows = list(self.rows_for(statement, values))
        facts = self._facts(sorted({row[1] for row in rows}))
        found: dict[int, list[StoredClaim]] = {}
        with self.naming_damage():
            for identity, dependency, digest, packed in rows:
                claim = StoredClaim(identity, unpack_digest(digest), _pick(facts.get(dependency, {}), packed))
                found.setdefault(dependency, []).append(claim)
        return found

    @contextlib.contextmanager
    def naming_damage(self) -> Iterator[None]:
        """Also take a value of the wrong type for damage: SQLite checks none, and the file may come from elsewhere.

        :raises MapDamaged: for it.
        """
        try:
            with naming_faults(self.path):
                yield
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise damaged(self.path, f"a malformed value: {error}") from error

    def runs(self) -> list[tuple[Any, Any, Any]]:
        """Return environment, beginning and facts of the runs that the map remembers, the oldest first."""
        if not self.rows("SELECT count(*) FROM sqlite_master WHERE name = 'run'")[0][0]:
            return []  # a map of an earlier version
        rows = self.rows("SELECT environment, began, facts FROM run ORDER BY began, digest DESC")
        return [(environment, began, facts) for environment, began, facts in rows]

    def overview(self) -> Overview:
        """Return the figures of the map."""
        with self.naming_damage():
            return survey(self._connection, self.path)

    def examine(self) -> None:
        """Look at every page of the file, which takes a while.

        :raises MapDamaged: if one is damaged.
        """
        require_sound_pages(self._connection, self.path)

    def rows(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that answer a question."""
        with self.naming_damage():
            return self._connection.execute(statement, values).fetchall()

    def rows_for(self, statement: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that answer a question for any number of values; it ends before their list."""
        remaining = iter(values)
        while portion := tuple(islice(remaining, PORTION)):
            yield from self.rows(f"{statement} ({','.join('?' * len(portion))})", portion)

    def _facts(self, dependencies: list[int]) -> dict[int, dict[int, tuple[str, str]]]:
        facts: dict[int, dict[int, tuple[str, str]]] = {}
        for dependency, number, aspect, fingerprint in self.rows_for(
            "SELECT dependency_id, number, aspect, fingerprint FROM fact WHERE dependency_id IN", dependencies
        ):
            facts.setdefault(dependency, {})[number] = (unpack_text(aspect), unpack_digest(fingerprint))
        return facts


def _pick(facts: dict[int, tuple[str, str]], packed: bytes) -> dict[str, str]:
    try:
        return dict(facts[number] for number in unpack_ids(packed))
    except KeyError as error:
        raise Unpackable(f"a claim about a fact that is not there: {error}") from error
