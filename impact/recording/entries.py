"""The claims on what was entered: one for each source, and the same one for the same places of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set

from impact.model import Claim, Dependency, Kind
from impact.recording.claims import ClaimBook
from impact.recording.places import Place


class Entries:
    """Goes from numbers to claims source by source: a test enters many places of few sources, as other tests do."""

    def __init__(self, book: ClaimBook, places: list[Place]) -> None:
        self._book, self._places = book, places
        self._taken_in: set[int] = set()
        self._sources: dict[int, str] = {}
        self._facts: dict[int, tuple[str, str]] = {}
        self._numbers: defaultdict[str, set[int]] = defaultdict(set)
        self._claims: dict[tuple[str, frozenset[int]], Claim] = {}

    def claims(self, numbers: Set[int]) -> list[Claim]:
        """Return one claim for each source of which some blocks were entered."""
        for number in numbers - self._taken_in:
            self._take_in(number)
        self._taken_in |= numbers
        sources = set(map(self._sources.__getitem__, numbers))
        return [self._claim(path, frozenset(numbers & self._numbers[path])) for path in sources if path]

    def _take_in(self, number: int) -> None:
        place = self._places[number]
        fact = self._book.fact(place)
        self._sources[number] = path = place[0] if fact is not None else ""
        if fact is not None:
            self._facts[number] = fact
            self._numbers[path].add(number)

    def _claim(self, path: str, numbers: frozenset[int]) -> Claim:
        known = self._claims.get((path, numbers))
        if known is None:
            facts = frozenset(map(self._facts.__getitem__, numbers))
            known = self._claims[path, numbers] = Claim(Dependency(Kind.SOURCE, path), facts)
        return known
