"""What the tests make, change and remove under the root, and what stood there before: a product is no dependency."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from impact.model import ABSENT
from impact.tree import listing_id, names_in

_OTHER = "neither a file nor a folder"


class Products:
    """Remembers what stood at each place before the tests first touched it.

    - `content` gives the present content id of a place, `path` its absolute path.
    - `before` is the content id that each place had, ABSENT where nothing stood: what is there now was made.
    """

    def __init__(self, content: Callable[[str], str], path: Callable[[str], str]) -> None:
        self._content, self._path = content, path
        self.before: dict[str, str] = {}
        self._away: set[str] = set()

    def changes(self, place: str) -> None:
        """Note that something is about to be made, changed or removed."""
        if self.before_of(place) is None and self._away.isdisjoint([place, *_above(place)]):
            self.before.setdefault(place, self._now(place))  # another thread may have been first

    def moves(self, place: str, to: str | None) -> None:
        """Note that something is about to get another place, or to leave the project (None)."""
        path = self._path(place)
        if not os.path.isdir(path) or os.path.islink(path) or self.is_product(place):
            self.changes(place)
            if to is not None:
                self.changes(to)
        else:  # what is in it was there before the tests, though it is not where it was
            self._away.add(place)

    def adopt(self, before: Mapping[str, str]) -> None:
        """Take in what another process found where it wrote."""
        for place, content in before.items():
            self.before.setdefault(place, content)

    def before_of(self, place: str) -> str | None:
        """Return what stood at a place; None where the tests changed nothing."""
        found = self.before.get(place)
        if found is None and self.before and any(self.before.get(folder) == ABSENT for folder in _above(place)):
            return ABSENT
        return found

    def is_product(self, place: str) -> bool:
        """Whether there is something where nothing stood before the tests, or nothing where something stood."""
        before = self.before_of(place)
        return before is not None and (before == ABSENT) == os.path.lexists(self._path(place))

    def listing(self, place: str) -> str:
        """Return the content id of a folder as it would be without the names that the tests made."""
        names = names_in(self._path(place))
        if names is not None:
            prefix = "" if place == "." else f"{place}/"
            names = frozenset(name for name in names if self.before.get(prefix + name) != ABSENT)
        return listing_id(names)

    def _now(self, place: str) -> str:
        path = self._path(place)
        if not os.path.lexists(path):
            return ABSENT
        if os.path.isfile(path) or os.path.isdir(path):
            return self._content(place)
        return _OTHER  # to read a pipe would take for ever


def _above(place: str) -> list[str]:
    """Return the folders that a place is in, without the root."""
    parts = place.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]
