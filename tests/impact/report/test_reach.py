"""How many tests reach what, held against counting them one by one; and sets that survive being packed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from impact.report.model import ReportedSet
from impact.report.page import pack_sets
from impact.report.reach import count_reached, users_of

INDICES = st.sets(st.integers(0, 300), max_size=6).map(lambda found: tuple(sorted(found)))
SETS = st.lists(st.builds(ReportedSet, INDICES, INDICES), min_size=1, max_size=6)


def unpack(packed: bytes) -> list[ReportedSet]:
    """Read as the page's script does."""
    numbers = iter(packed)

    def take() -> int:
        value, shift = 0, 1
        while (byte := next(numbers)) & 128:
            value, shift = value + (byte & 127) * shift, shift * 128
        return value + byte * shift

    found: list[ReportedSet] = []
    while True:
        parts = []
        for _ in range(2):
            try:
                left = take()
            except StopIteration:
                return found
            value, part = 0, []
            for _ in range(left):
                value += take()
                part.append(value)
            parts.append(tuple(part))
        found.append(ReportedSet(*parts))


@settings(max_examples=60)
@given(SETS, st.data())
def test_counts_are_those_of_counting_one_by_one(sets: list[ReportedSet], data: st.DataObject) -> None:
    chosen = st.lists(st.sets(st.integers(0, len(sets) - 1)), max_size=30)
    tests = data.draw(chosen)
    reached, executed = count_reached(sets, users_of(tests, len(sets)), 301)
    for dependency in range(301):
        entering = [test for test in tests if any(dependency in sets[each].executed for each in test)]
        resting = [
            test for test in tests if any(dependency in (*sets[each].executed, *sets[each].others) for each in test)
        ]
        assert (reached[dependency], executed[dependency]) == (len(resting), len(entering))


@settings(max_examples=60)
@given(SETS)
def test_packed_sets_are_what_they_were(sets: list[ReportedSet]) -> None:
    assert unpack(pack_sets(sets)) == sets
