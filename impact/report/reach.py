"""Which tests reach what: counted for every dependency at once."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

from impact.report.model import ReportedSet


def count_reached(
    sets: Sequence[ReportedSet], users: Sequence[Sequence[int]], dependencies: int
) -> tuple[list[int], list[int]]:
    """Return for each dependency how many tests rest on it, and how many execute something of it.

    `users` gives for each set the numbers of the tests that rest on it. Sets of tests are bits of integers: to join two
    takes a microsecond, where fifty thousand tests rest on ten thousand files.
    """
    executed: list[array[int]] = [array("I") for _ in range(dependencies)]
    others: list[array[int]] = [array("I") for _ in range(dependencies)]
    for number, each in enumerate(sets):
        for dependency in each.executed:
            executed[dependency].append(number)
        for dependency in each.others:
            others[dependency].append(number)
    joined = _Users(users)
    reached_counts, executed_counts = [], []
    for entering, resting in zip(executed, others, strict=True):
        who = joined.of(entering)
        executed_counts.append(who.bit_count())
        reached_counts.append((who | joined.of(resting)).bit_count())
    return reached_counts, executed_counts


class _Users:
    """The users of sets as bits. What the same sets have in common is joined once."""

    def __init__(self, users: Sequence[Sequence[int]]) -> None:
        self._users = users
        self._size = max((max(each) for each in users if each), default=0) // 8 + 1
        self._masks: dict[int, int] = {}
        self._known: dict[bytes, int] = {}

    def of(self, sets: array[int]) -> int:
        key = sets.tobytes()
        if key not in self._known:
            self._known[key] = self._join(sets)
        return self._known[key]

    def _join(self, sets: Iterable[int]) -> int:
        bits, found = bytearray(self._size), 0
        for number in sets:
            users = self._users[number]
            if len(users) > 1:
                found |= self._mask(number)
            else:
                for user in users:
                    bits[user >> 3] |= 1 << (user & 7)
        return found | int.from_bytes(bits, "little")

    def _mask(self, number: int) -> int:
        if number not in self._masks:
            bits = bytearray(self._size)
            for user in self._users[number]:
                bits[user >> 3] |= 1 << (user & 7)
            self._masks[number] = int.from_bytes(bits, "little")
        return self._masks[number]


def users_of(tests: Iterable[Iterable[int]], sets: int) -> list[list[int]]:
    """Return for each set the numbers of the tests that rest on it, given the sets of each test."""
    users: defaultdict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(tests):
        for index in each:
            users[index].append(number)
    return [users[index] for index in range(sets)]
