"""Analyses of sources by content id: from memory, from the map, or made now."""

from __future__ import annotations

from collections.abc import Callable

from impact.errors import SourceUnreadable
from impact.model import KeptSource
from impact.source.analysis import Analysis
from impact.source.mentions import words_of
from impact.tree import read

Kept = Callable[[str], str | None]
"""From a content id to the text of the analysis that the map keeps, if it keeps one."""


class AnalysisShelf:
    """Finds the analysis of a source in the state in which it was loaded.

    `made` collects those that the map does not keep yet, by content id.
    """

    def __init__(self, path_of: Callable[[str], str], kept: Kept) -> None:
        self.made: dict[str, KeptSource] = {}
        self._path_of, self._kept = path_of, kept
        self._found: dict[str, Analysis | None] = {}

    def find(self, place: str, content: str) -> Analysis | None:
        """Return the analysis of a content, or None where the file has another content by now or is unreadable."""
        if content not in self._found:
            self._found[content] = self._from_map(content) or self._make(place, content)
        return self._found[content]

    def _from_map(self, content: str) -> Analysis | None:
        text = self._kept(content)
        if text is None:
            return None
        try:
            return Analysis.from_text(text)
        except ValueError:
            return None  # a map from elsewhere may hold anything: make it anew

    def _make(self, place: str, content: str) -> Analysis | None:
        from impact.source.reader import analyse  # only a run after an edit pays for the import

        source, sighting = read(self._path_of(place))
        if source is None or sighting.content != content:
            return None
        try:
            analysis = analyse(source)
        except SourceUnreadable:
            return None
        self.made[content] = KeptSource(analysis.to_text(), analysis.level, words_of(analysis))
        return analysis
