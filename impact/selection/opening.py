"""The files of tests: the records of one are read only where its outline does not tell that all of it rests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from impact.map.reader import MapReader
from impact.map.stored import StoredOutline, StoredRecord
from impact.selection.choice import Choice
from impact.selection.choosing import Staleness, choose


class Files:
    """The files that were tested under one environment, as the map knows them.

    `records` are those that were read, by their ids.
    """

    def __init__(self, reader: MapReader, environment_digest: str, staleness: Staleness) -> None:
        self.records: dict[int, StoredRecord] = {}
        self._reader, self._environment, self._staleness = reader, environment_digest, staleness
        outlines = reader.outlines(environment_digest)
        self._outlines: dict[str, StoredOutline] | None = None
        if outlines is not None:
            self._outlines = {outline.file: outline for outline in outlines}

    def choose(self, opened: Iterable[str] = (), everything: bool = False) -> Choice:
        """Give the verdict on every test. These files are opened in any case, or all of them."""
        if self._outlines is None or everything:
            return self._choose(None)
        asked = frozenset(opened)
        closed = [
            outline for outline in self._outlines.values() if outline.file not in asked and self._rests_whole(outline)
        ]
        names = {outline.file for outline in closed}
        tests = [each for outline in self._outlines.values() if outline.file not in names for each in outline.ids]
        choice = self._choose(tests)
        return replace(
            choice,
            unopened={outline.file: (outline.tests, outline.seconds) for outline in closed},
            resting_files=choice.resting_files | names,
            known_files=choice.known_files | names,
        )

    def open(self, choice: Choice, files: Iterable[str]) -> Choice:
        """Return the same verdict, with each test of these files in it."""
        wanted = choice.unopened.keys() & set(files)
        if not wanted or self._outlines is None:
            return choice
        more = self._choose([each for file in wanted for each in self._outlines[file].ids])
        return replace(
            choice,
            resting={**choice.resting, **more.resting},
            outcomes={**choice.outcomes, **more.outcomes},
            unopened={file: told for file, told in choice.unopened.items() if file not in wanted},
        )

    def _rests_whole(self, outline: StoredOutline) -> bool:
        return outline.whole and not self._staleness.may_concern(outline.sets)

    def _choose(self, tests: list[int] | None) -> Choice:
        records = self._reader.records(self._environment, tests)
        self.records.update((record.id, record) for record in records)
        return choose(records, self._staleness)
