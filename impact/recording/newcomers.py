"""Variables that come under names which no code spells, by the functions that can bind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set

from impact.recording.holding import Holder


class Newcomers:
    """What classes, objects and modules had when it was last looked at, by the places of who can give them more.

    `most` is of how many holders is looked at what one function can do; where there are more, of none.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: defaultdict[int, dict[int, tuple[Holder, set[str]]]] = defaultdict(dict)
        self._crowded: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._of)

    def add(self, place: int, holder: Holder) -> None:
        """Watch for new variables after the function at a place."""
        if place in self._crowded:
            return
        known = self._of[place]
        known[id(holder)] = holder, holder.names()
        if len(known) > self._most:
            self._crowded.add(place)
            del self._of[place]

    def found(self, entered: Set[int]) -> Iterator[tuple[int, Holder, str]]:
        """Yield the variables that have come since the last look, each with the place that can have bound it."""
        for place in self._of.keys() & entered:
            for number, (holder, known) in list(self._of[place].items()):  # a copy: another thread may import
                if holder.is_gone:
                    self._of[place].pop(number, None)
                    continue
                new = holder.names() - known
                known |= new
                yield from ((place, holder, name) for name in sorted(new))
