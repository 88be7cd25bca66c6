"""Which functions can change which lasting variables, and what these held at the last look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Set
from typing import NamedTuple

from impact.recording.holding import ABSENT, Holder
from impact.recording.newcomers import Newcomers

_OBJECTS, _CLASSES = 8, 32
"""Of so many objects, or classes, is looked at what one function can change. Fields that classes declare by the hundred
are no places where values are left, and to look at all of them takes longer than a test."""
_KEPT = 1000
"""So many answers are kept at once."""


class Filled(NamedTuple):
    """A variable that holds something else than before, the places that can have filled it, and which of these can
    have done so with what they were given; `is_new`: whether it has just come, perhaps under a name nobody spells."""

    holder: Holder
    name: str
    places: list[int]
    given: list[int]
    is_new: bool = False


class _Watched(NamedTuple):
    holder: Holder
    name: str
    given: bool
    key: tuple[str, str]


class _Concern(NamedTuple):
    """A variable that some places can change: its name, what holds it, and which of them may have done what."""

    key: tuple[str, str]
    name: str
    holders: tuple[Holder, ...]
    places: tuple[int, ...]
    given: tuple[int, ...]


class Watches:
    """The variables that are watched, by the places of the functions that can change them."""

    def __init__(self) -> None:
        self._of: defaultdict[int, dict[tuple[int, str], _Watched]] = defaultdict(dict)
        self._places: set[int] = set()
        self._crowds: dict[tuple[int, str, bool], int] = {}
        self._looks: dict[tuple[str, str], object] = {}
        self._newcomers = Newcomers(_OBJECTS)
        self._concerns: dict[frozenset[int], list[_Concern]] = {}
        self._version = 0

    def __bool__(self) -> bool:
        return bool(self._places or self._newcomers)

    def has_room(self, place: int, name: str, is_class: bool) -> bool:
        """Whether another class's, or object's, variable would be watched after the function at a place."""
        return self._crowds.get((place, name, is_class), 0) <= (_CLASSES if is_class else _OBJECTS)

    def add(self, place: int, holder: Holder, name: str, given: bool = False) -> None:
        """Watch a variable after the function at a place; `given`: whether this may store what it was given."""
        if self._is_crowded(place, holder, name):
            return
        watched, own = self._of[place], (id(holder), name)
        known = watched.get(own)
        key = holder.path, holder.key(name)
        watched[own] = _Watched(holder, name, given or (known is not None and known.given), key)
        self._places.add(place)
        self._forget_concerns()
        if key not in self._looks:
            self._looks[key] = holder.look(name)

    def add_names(self, place: int, holder: Holder) -> None:
        """Watch for new variables, whatever their names, after the function at a place."""
        self._newcomers.add(place, holder)

    def changed(self, entered: Set[int], forget: Callable[[Holder], None]) -> list[Filled]:
        """Return the variables that are not as they were at the last look, as far as these places can change them.

        :param forget: is given the holders of what is no more.
        """
        found = []
        for place, holder, name in self._newcomers.found(entered):
            found.append(Filled(holder, name, [place], [], is_new=True))
            self.add(place, holder, name)
        for concern in self._concerned(frozenset(self._places.intersection(entered))):
            for holder in concern.holders:
                if holder.is_gone:
                    self._drop(holder)
                    forget(holder)
                    continue
                before, now = self._looks.get(concern.key, ABSENT), holder.look(concern.name)
                self._looks[concern.key] = now
                if now != before:
                    places, given = (holder.starts, ()) if holder.starts else (concern.places, concern.given)
                    found.append(Filled(holder, concern.name, [*places], [*given]))
                break
        return found

    def _concerned(self, places: frozenset[int]) -> list[_Concern]:
        """Return what some places can change. Tests enter the same ones again and again, so that answers are kept."""
        known, version = self._concerns.get(places), self._version
        if known is None:
            found: defaultdict[tuple[str, str], list[tuple[int, _Watched]]] = defaultdict(list)
            for place in places:
                for each in list(self._of[place].values()):  # a copy: another thread may import, and add to them
                    found[each.key].append((place, each))
            if len(self._concerns) > _KEPT:
                self._concerns.clear()
            known = [_concern(watched) for watched in found.values()]
            if version == self._version:
                self._concerns[places] = known
        return known

    def _forget_concerns(self) -> None:
        self._version += 1
        self._concerns.clear()

    def _drop(self, gone: Holder) -> None:
        for watched in list(self._of.values()):
            for key, each in list(watched.items()):  # a copy: another thread may import, and add to them
                if each.holder is gone:
                    watched.pop(key, None)
        self._forget_concerns()

    def _is_crowded(self, place: int, holder: Holder, name: str) -> bool:
        """Whether a function can change this of too many things to look at them all: then of none it is looked at."""
        if holder.is_module or (id(holder), name) in self._of[place]:
            return False
        crowd, limit = (place, name, holder.is_class), _CLASSES if holder.is_class else _OBJECTS
        self._crowds[crowd] = count = self._crowds.get(crowd, 0) + 1
        if count == limit + 1:
            watched = self._of[place]
            self._forget_concerns()
            for key in [key for key, each in watched.items() if _belongs(each, name, holder.is_class)]:
                del watched[key]
        return count > limit


def _concern(watched: list[tuple[int, _Watched]]) -> _Concern:
    _, first = watched[0]
    return _Concern(
        first.key,
        first.name,
        tuple(dict.fromkeys(each.holder for _, each in watched)),
        tuple(place for place, _ in watched),
        tuple(place for place, each in watched if each.given),
    )


def _belongs(watched: _Watched, name: str, is_class: bool) -> bool:
    return not watched.holder.is_module and watched.holder.is_class == is_class and watched.name == name
