"""The sources as they are now, parsed: from the map where they are unchanged, else anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from impact.errors import SourceUnreadable
from impact.map.reader import MapReader
from impact.map.sources import KeptSources
from impact.model import ABSENT, Dependency, Kind
from impact.selection.known import Known
from impact.source.analysis import Analysis
from impact.tree import read


class Sources:
    """Finds the present analysis of a source, each once. None is for what is absent or can't be parsed."""

    def __init__(
        self,
        reader: MapReader,
        path_of: Callable[[str], str],
        known: Known,
        moved: Iterable[Dependency],
    ) -> None:
        self._kept_sources, self._path_of, self._known = KeptSources(reader), path_of, known
        self._moved = frozenset(each.place for each in moved if each.kind is Kind.SOURCE)
        self._found: dict[str, Analysis | None] = {}

    @property
    def moved(self) -> frozenset[str]:
        """The places of sources whose content is not that in the map."""
        return self._moved

    def content(self, place: str) -> str:
        """Return the present content id of a source."""
        sighting = self._known.sightings.get(Dependency(Kind.SOURCE, place))
        return sighting.content if sighting is not None else ABSENT

    @cached_property
    def places(self) -> Mapping[str, list[str]]:
        """The places of all known sources by present content id."""
        found: dict[str, list[str]] = {}
        for dependency, sighting in self._known.sightings.items():
            if dependency.kind is Kind.SOURCE:
                found.setdefault(sighting.content, []).append(dependency.place)
        return found

    def mentioning(self, words: Iterable[str]) -> set[str]:
        """Return the places of the sources that mention one of these words, or that the map has not as they are."""
        every, found = self._kept_sources.mentioning(words)
        places = self.places
        # What the map has not parsed is looked at in any case: the changed sources among them.
        unparsed = {content for content in places if content not in every and content != ABSENT}
        return {place for content in found | unparsed for place in places.get(content, ())} | self._moved

    def find(self, place: str) -> Analysis | None:
        """Return the present analysis of the source at a place."""
        if place not in self._found:
            self._found[place] = self._kept(place) or self._fresh(place)
        return self._found[place]

    def _kept(self, place: str) -> Analysis | None:
        if place in self._moved:
            return None
        return parse_kept(self._kept_sources.analysis(self.content(place)))

    def _fresh(self, place: str) -> Analysis | None:
        from impact.source.reader import analyse  # only a run after an edit pays for the import

        content, _ = read(self._path_of(place))
        try:
            return analyse(content) if content is not None else None
        except SourceUnreadable:
            return None


def parse_kept(text: str | None) -> Analysis | None:
    """Return the analysis that the map keeps as this text; a map from elsewhere may hold anything."""
    try:
        return Analysis.from_text(text) if text is not None else None
    except ValueError:
        return None
