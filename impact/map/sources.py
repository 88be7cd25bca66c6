"""What the map keeps of parsed sources: by content, by module level, by the words that they mention."""

from __future__ import annotations

from collections.abc import Iterable

from impact.map.packing import holds_any, pack_digest, unpack_digest, unpack_prose
from impact.map.reader import MapReader


class KeptSources:
    """The parsed sources of an open map. Every method raises what those of the reader raise."""

    def __init__(self, reader: MapReader) -> None:
        self._reader = reader

    def analysis(self, content: str) -> str | None:
        """Return what was kept of the parsed source with this content id."""
        return self.analyses([content]).get(content)

    def analyses(self, contents: Iterable[str]) -> dict[str, str]:
        """Return what was kept of the parsed sources with these content ids, where anything was."""
        return self._by("content", contents)

    def levels(self, levels: Iterable[str]) -> dict[str, str]:
        """Return, by the fingerprint of its module level, one parsed source that has this level."""
        return self._by("level", levels)

    def mentioning(self, words: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return the content ids of all parsed sources, and of those that mention one of these words."""
        wanted = [f"\n{word}\n".encode("utf-8", "surrogatepass") for word in words]
        every: set[str] = set()
        found: set[str] = set()
        rows = self._reader.rows("SELECT content, words FROM source")
        with self._reader.naming_damage():
            for content, packed in rows:
                identity = unpack_digest(content)
                every.add(identity)
                if holds_any(packed, wanted):
                    found.add(identity)
        return every, found

    def _by(self, column: str, values: Iterable[str]) -> dict[str, str]:
        packed = [pack_digest(value) for value in sorted(set(values))]
        rows = self._reader.rows_for(f"SELECT {column}, analysis FROM source WHERE {column} IN", packed)
        with self._reader.naming_damage():
            return {unpack_digest(value): unpack_prose(analysis) for value, analysis in rows}
