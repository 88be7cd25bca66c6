"""Writing the impact map: creation, migration, and one transaction for each batch."""

from __future__ import annotations

import contextlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

from impact.errors import MapError
from impact.map import schema, sweeping
from impact.map.attaching import attached, refusing
from impact.map.condition import connect_to_write, is_blank, require_our_tables
from impact.map.digesting import digest_records
from impact.map.faults import naming_faults
from impact.map.filing import file_records, forget_tests
from impact.map.interning import Interner
from impact.map.judging import confirm, judge
from impact.map.merging import Merging
from impact.map.outlines import files_with, outline, outline_anew
from impact.map.packing import pack_digest, pack_prose, pack_signature, pack_words, unpack_dependency, unpack_digest
from impact.map.pruning import Pruned, prune
from impact.map.taking import Taken
from impact.map.vetting import vet
from impact.model import Batch, Claim, Dependency, Environment, Signature, file_of

REMEMBERED = 1_000_000
"""So many digests of claims are remembered from batch to batch, at most."""


class MapWriter:
    """The one way into the map. Use it as a context manager; it creates the folder and the map where there is none.

    Several may write at once, in this process or others: each batch is one transaction, and `timeout` (seconds) is
    how long one waits for its turn. `clock` gives the present in seconds since 1970.
    """

    def __init__(self, path: Path, timeout: float = 10.0, clock: Callable[[], float] = time.time) -> None:
        """Open or create the map file.

        :raises MapError: MapDamaged, MapTooNew, MapTooOld, MapLocked, MapReadOnly, or what the disk says.
        """
        self.path = path
        self._clock = clock
        _prepare_folder(path)
        self._connection = connect_to_write(path, timeout)
        try:
            with naming_faults(path):
                self._create_or_migrate()
                self._version = self._foreign_version()
        except MapError:
            self._connection.close()
            raise
        self._interner = Interner(self._connection)
        self._digests: dict[Claim, str] = {}

    def __enter__(self) -> MapWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; the last to do so folds the write-ahead log into it."""
        with naming_faults(self.path):
            self._connection.close()

    def write(self, batch: Batch) -> None:
        """Store a batch: all of it, or, when this raises, nothing.

        :raises MapError: MapLocked, MapReadOnly, MapDamaged, or what the disk says.
        """
        # Digests need no lock: others may write while we compute.
        if len(self._digests) > REMEMBERED:
            self._digests.clear()
        digested = digest_records(batch.records, self._digests)
        sources = [
            (pack_digest(content), pack_digest(kept.level), pack_words(kept.words), pack_prose(kept.analysis))
            for content, kept in batch.analyses.items()
        ]
        with self._transaction():
            environment = self._intern_environment(batch.environment)
            changed = self._interner.see(batch.sightings)
            judge(self._connection, self._interner, changed, batch.holding)
            self._interner.intern_claims(digested.claims, batch.sightings)
            confirm(self._connection, digested.claims, batch.sightings)
            self._interner.intern_sets(digested.sets)
            dropped = forget_tests(self._connection, self._interner, environment, batch.gone)
            # Before a new test gets the id of one that is gone.
            outline(self._connection, environment, {file_of(each): set() for each in batch.gone})
            filed = file_records(
                self._connection, self._interner, environment, digested.records, int(self._clock() * 1000)
            )
            files: defaultdict[str, set[int]] = defaultdict(set)
            for record, _, _ in digested.records:
                files[file_of(record.test)].add(self._interner.tests[record.test])
            outline(self._connection, environment, files, filed.longer)
            self._connection.executemany(
                "INSERT OR IGNORE INTO source (content, level, words, analysis) VALUES (?, ?, ?, ?)", sources
            )
            sweeping.note_dropped(self._connection, dropped + filed.dropped + len(changed))
            due = sweeping.is_due(self._connection)
        if due:
            self.sweep()

    def take_in(self, origin: Path, wanted: Callable[[Environment], bool] = lambda _: True) -> Taken:
        """Merge another map into this one, of it what was recorded under the wanted environments: all, or nothing.

        The file may come from anywhere: it is vetted, and only read.

        :raises MapRefused: if it is no sound map of this version; this one is as before.
        :raises MapError: MapAbsent, MapDamaged and their like for either file; `path` tells which.
        """
        with attached(self._connection, origin), self._transaction(), refusing(origin):
            vet(self._connection, origin)
            taken, touched = Merging(self._connection, origin).run(wanted)
            for environment, tests in touched.items():
                outline(self._connection, environment, files_with(self._connection, tests))
            sweeping.note_dropped(self._connection, taken.records)
            self._interner.forget()
        return taken

    def unsigned(self) -> list[tuple[int, Dependency, str]]:
        """Return id, dependency and content of each file and folder that no signature vouches for.

        :raises MapError: MapLocked, MapDamaged, or what the disk says.
        """
        with naming_faults(self.path):
            rows = self._connection.execute(
                "SELECT id, kind, place, content FROM dependency "
                "WHERE signature IS NULL AND kind IN ('source', 'file', 'directory')"
            )
            return [(number, unpack_dependency(kind, place), unpack_digest(seen)) for number, kind, place, seen in rows]

    def sign(self, signatures: Mapping[int, Signature]) -> None:
        """Let signatures vouch for the contents that the map has of the dependencies with these ids.

        :raises MapError: MapLocked, MapReadOnly, MapDamaged, or what the disk says.
        """
        with self._transaction():
            self._connection.executemany(
                "UPDATE dependency SET signature = ? WHERE id = ?",
                [(pack_signature(signature), number) for number, signature in signatures.items()],
            )
            self._interner.forget()

    def prune(self, before: int, is_there: Callable[[str], bool]) -> Pruned:
        """Take out environments and superseded records not seen since `before` (milliseconds since 1970), and tests of
        files of which `is_there` says no; sweep.

        :raises MapError: MapLocked, MapReadOnly, MapDamaged, or what the disk says; then the map is as before.
        """
        with self._transaction():
            pruned, touched = prune(self._connection, before, is_there)
            for environment, files in touched.items():
                outline(self._connection, environment, {file: set() for file in files})
            sweeping.sweep(self._connection)
            self._interner.forget()
        return pruned

    def sweep(self) -> None:
        """Take out what no record refers to. `write` does so by itself, from time to time."""
        with self._transaction():
            sweeping.sweep(self._connection)
            self._interner.forget()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with naming_faults(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                version = self._foreign_version()
                if version != self._version:
                    self._version = version
                    self._interner.forget()
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._interner.forget()
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _foreign_version(self) -> int:
        """Return a number that changes when another connection has written."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _create_or_migrate(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            if is_blank(self._connection):
                self._carry_out(schema.TABLES)
                self._connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
                self._connection.execute(f"PRAGMA user_version = {schema.VERSION}")
            require_our_tables(self._connection, self.path)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            for step in range(version, schema.VERSION):
                self._carry_out(schema.STEPS[step])
                self._connection.execute(f"PRAGMA user_version = {step + 1}")
            if version < schema.VERSION:
                outline_anew(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _carry_out(self, statements: Iterable[str]) -> None:
        """Change the tables. The library takes long to import: a run that only writes rows does without it."""
        from sqlite_utils import Database

        database = Database(self._connection, execute_plugins=False)
        for statement in statements:
            database.execute(statement)

    def _intern_environment(self, environment: Environment) -> int:
        digest = pack_digest(environment.digest)
        found = self._connection.execute("SELECT id FROM environment WHERE digest = ?", (digest,)).fetchone()
        if found is not None:
            return int(found[0])
        cursor = self._connection.execute(
            "INSERT INTO environment (digest, facts) VALUES (?, ?)", (digest, json.dumps(environment.facts))
        )
        return int(cursor.lastrowid or 0)


def _prepare_folder(path: Path) -> None:
    """Make the folder, which keeps itself out of version control."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ignored = path.parent / ".gitignore"
        if not ignored.exists() and not path.exists():
            ignored.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise MapError(
            path, f"The impact map {path} can't be created ({error.strerror}): choose another place for it."
        ) from error
