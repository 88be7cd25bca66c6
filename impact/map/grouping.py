"""Groups of claim sets: what sets of neighbouring ids hold together, by which a search passes most of them over."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from impact.map.packing import pack_ids, unpack_ids

TOGETHER = 32
"""So many sets are in a group: the tests of one file, roughly, which share most of what they hold."""

_LARGEST = (1 << 63) - 1
_FEW = 32
"""So many claims are sought one by one in a sorted list; hashing each id of the list costs more."""


def in_good_company(sets: Mapping[str, set[int]]) -> list[str]:
    """Return the digests of claim sets in an order in which those that share much stand together."""
    return sorted(sets, key=lambda digest: (min(sets[digest], default=0), len(sets[digest])))


def add_groups(connection: sqlite3.Connection, sets: Iterable[tuple[int, Iterable[int]]]) -> None:
    """Store the groups of new claim sets, given by ascending ids, each with its claims."""
    remaining = iter(sets)
    groups = iter(lambda: list(islice(remaining, TOGETHER)), [])
    connection.executemany(
        "INSERT INTO set_group VALUES (?, ?, ?)",
        [
            (group[0][0], group[-1][0], pack_ids(set(chain.from_iterable(claims for _, claims in group))))
            for group in groups
        ],
    )


def group_anew(connection: sqlite3.Connection) -> None:
    """Group all claim sets, now that some are gone."""
    connection.execute("DELETE FROM set_group")
    rows = connection.execute("SELECT id, claims FROM claim_set ORDER BY id").fetchall()
    add_groups(connection, ((identity, list(unpack_ids(packed))) for identity, packed in rows))


def ranges_with(connection: sqlite3.Connection, wanted: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of ids, ends included, in which a claim set can hold one of these claims."""
    covered, ordered = 0, sorted(wanted)
    if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'set_group'").fetchone()[0]:
        yield 1, _LARGEST  # a map of an earlier version
        return
    for first, last, packed in connection.execute("SELECT first, last, claims FROM set_group ORDER BY first"):
        if first > covered + 1:
            yield covered + 1, first - 1  # sets that were there before there were groups
        if _holds_one(packed, wanted, ordered):
            yield first, last
        covered = max(covered, last)
    yield covered + 1, _LARGEST


def _holds_one(packed: bytes, wanted: frozenset[int], ordered: list[int]) -> bool:
    if len(ordered) > _FEW:
        return not wanted.isdisjoint(unpack_ids(packed))
    ids = list(unpack_ids(packed))
    places = ((each, bisect_left(ids, each)) for each in ordered)
    return any(place < len(ids) and ids[place] == each for each, place in places)
