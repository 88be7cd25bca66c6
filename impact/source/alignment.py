"""Which statements of two versions are the same, and which of these changed places in a way that matters."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from impact.source.analysis import Sort, Statement

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Aligned:
    """The statements of two versions, sorted by what became of them.

    A kept statement is there twice if it now means something else, as a call does when its name is bound anew.
    `moved` are pairs of kept statements whose order is another one, and matters.
    """

    kept: tuple[Statement, ...]
    gone: tuple[Statement, ...]
    come: tuple[Statement, ...]
    moved: tuple[tuple[Statement, Statement], ...]


def align(old: Sequence[Statement], new: Sequence[Statement], is_pure: Callable[[Statement], bool]) -> Aligned:
    """Return what became of the statements of the old version in the new one."""
    places: dict[Key, deque[int]] = defaultdict(deque)
    for place, each in enumerate(new):
        places[each.owner, each.fingerprint].append(place)
    kept: list[int] = []
    other: list[Statement] = []
    gone: list[Statement] = []
    for each in old:
        waiting = places.get((each.owner, each.fingerprint))
        if waiting:
            kept.append(waiting.popleft())
            if new[kept[-1]] != each:
                other.append(each)
        else:
            gone.append(each)
    left = sorted(place for waiting in places.values() for place in waiting)
    return Aligned(
        kept=(*(new[place] for place in kept), *other),
        gone=tuple(gone),
        come=tuple(new[place] for place in left),
        moved=tuple(
            (new[one], new[two]) for one, two in _inversions(kept) if _order_matters(new[one], new[two], is_pure)
        ),
    )


def _inversions(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places whose order is not the present one.

    One of each pair is outside the longest run that kept its order, and mostly few are.
    """
    still = _longest_rising(places)
    if len(still) == len(places):
        return
    for index, place in enumerate(places):
        if place in still:
            continue
        for other_index, other in enumerate(places):
            inverted = (index < other_index) != (place < other)
            if place != other and inverted and (other in still or place < other):
                yield place, other


def _longest_rising(places: Sequence[int]) -> set[int]:
    """Return a longest rising subsequence, by patience sorting."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        pile = bisect_left(tops, place)
        before[place] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [place]
    rising: set[int] = set()
    place_or_none = tops[-1] if tops else None
    while place_or_none is not None:
        rising.add(place_or_none)
        place_or_none = before[place_or_none]
    return rising


def _order_matters(one: Statement, two: Statement, is_pure: Callable[[Statement], bool]) -> bool:
    if not (is_pure(one) and is_pure(two)):
        # What is effectful may call functions that read any name.
        return True
    if one.owner == two.owner:
        if not set(one.binds).isdisjoint(two.binds):
            return True
        if one.owner and one.sort is two.sort is Sort.ASSIGNMENT:
            return True  # fields of a dataclass, members of an enumeration
    return not (one.mentions.isdisjoint(two.binds) and two.mentions.isdisjoint(one.binds))
