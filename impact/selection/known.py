"""The dependencies that the map knows, held against the tree; unpacked only where somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from impact.map.reader import MapReader
from impact.map.stored import StoredDependency
from impact.model import Dependency, Kind, Sighting
from impact.tree import is_signed

_SIGNED = frozenset({Kind.SOURCE.value, Kind.FILE.value, Kind.DIRECTORY.value})


class Known:
    """Those of one map. `changed` are the present sightings of all that are not signed as the map has them."""

    def __init__(self, reader: MapReader) -> None:
        self.changed: dict[Dependency, Sighting] = {}
        self._reader = reader
        self._rows = {row.id: row for row in reader.known()}

    def unsigned(self, path_of: Callable[[str], str]) -> Iterator[tuple[int, Dependency, Sighting]]:
        """Yield what must be looked at: it has no signature, or another one than the map says.

        With each come its id and how the map has it; `path_of` gives the absolute path of a place.
        """
        with self._reader.naming_damage():
            for row in self._rows.values():
                if row.kind not in _SIGNED or row.signature is None or not is_signed(path_of(row.place), row.signature):
                    yield row.id, row.dependency, row.sighting

    def sighted(self, number: int) -> tuple[Dependency, Sighting]:
        """Return the dependency with this id, and its present sighting."""
        with self._reader.naming_damage():
            return self._sighted(self._rows[number])

    def places(self, kind: Kind) -> list[str]:
        """Return the places of all dependencies of one kind."""
        with self._reader.naming_damage():
            return [row.place for row in self._rows.values() if row.kind == kind.value]

    @cached_property
    def ids(self) -> dict[Dependency, int]:
        """The ids of all."""
        with self._reader.naming_damage():
            return {row.dependency: row.id for row in self._rows.values()}

    @cached_property
    def sightings(self) -> dict[Dependency, Sighting]:
        """The present sightings of all."""
        with self._reader.naming_damage():
            return dict(self._sighted(row) for row in self._rows.values())

    def _sighted(self, row: StoredDependency) -> tuple[Dependency, Sighting]:
        dependency = row.dependency
        now = self.changed.get(dependency)
        return dependency, now if now is not None else row.sighting
