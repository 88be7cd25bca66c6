"""Finding the guilty: the fewest pieces without which all is well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def find_guilty(pieces: Sequence[T], is_well_without: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return pieces without which all is well, such that none of them could stay.

    All must be well without all of them, and not so with all. It is delta debugging (Zeller and Hildebrandt,
    "Simplifying and Isolating Failure-Inducing Input", 2002, the algorithm ddmin) over what is *left out*: what works
    only together stays together that way. At the end each of several is tried alone, since pieces that need one another
    may have been taken for guilty with a third.
    """
    guilty = list(pieces)
    parts = 2
    while len(guilty) > 1:
        size = -(-len(guilty) // parts)
        chunks = [guilty[start : start + size] for start in range(0, len(guilty), size)]
        smaller = _first(chunks, is_well_without)
        if smaller is not None:
            guilty, parts = smaller, 2
            continue
        rests = [[each for each in guilty if each not in chunk] for chunk in chunks]
        smaller = _first(rests, is_well_without) if len(chunks) > 2 else None
        if smaller is not None:
            guilty, parts = smaller, max(parts - 1, 2)
            continue
        if parts >= len(guilty):
            break
        parts = min(len(guilty), parts * 2)
    if len(guilty) > 1:
        alone = _first([[each] for each in guilty], is_well_without)
        return alone or guilty
    return guilty


def _first(sets: Sequence[list[T]], is_well_without: Callable[[Sequence[T]], bool]) -> list[T] | None:
    return next((each for each in sets if each and is_well_without(each)), None)
