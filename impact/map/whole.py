"""Reading all that the map says of some tests at once, for those who look at the whole and not at what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from impact.map.packing import unpack_ids
from impact.map.reader import MapReader
from impact.model import DOCUMENTATION, LEVEL, WHOLE

_NOT_EXECUTED = (LEVEL, DOCUMENTATION)


class Shape(IntEnum):
    """What a claim is about."""

    RESTS = 0
    """The module level, or an aspect of what is no source."""
    EXECUTED = 1
    """Some blocks of a source."""
    WHOLE = 2
    """All of its content."""


@dataclass(frozen=True, slots=True)
class ShapedClaim:
    """A claim by the id of its dependency, and by what it is about."""

    dependency: int
    shape: Shape


def shaped_claims(reader: MapReader) -> dict[int, ShapedClaim]:
    """Return all claims by their ids."""
    special: dict[int, dict[int, Shape]] = {}
    for dependency, number, aspect in reader.rows(
        "SELECT dependency_id, number, aspect FROM fact WHERE aspect IN (?, ?, ?)", (*_NOT_EXECUTED, WHOLE)
    ):
        special.setdefault(dependency, {})[number] = Shape.WHOLE if aspect == WHOLE else Shape.RESTS
    rows = reader.rows("SELECT id, dependency_id, facts FROM claim")
    known: dict[tuple[int, Shape], ShapedClaim] = {}
    found = {}
    with reader.naming_damage():
        for identity, dependency, packed in rows:
            numbers = special.get(dependency, {})
            shape = max((numbers.get(each, Shape.EXECUTED) for each in unpack_ids(packed)), default=Shape.RESTS)
            key = dependency, shape
            found[identity] = known.setdefault(key, ShapedClaim(*key))
    return found


def claim_sets(reader: MapReader, wanted: Iterable[int]) -> Iterator[tuple[int, Iterator[int]]]:
    """Yield these claim sets by their ids, each with the ids of its claims."""
    remaining = frozenset(wanted)
    with reader.naming_damage():
        for identity, packed in reader.rows("SELECT id, claims FROM claim_set"):
            if identity in remaining:
                yield identity, unpack_ids(packed)
