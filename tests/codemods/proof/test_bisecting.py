"""The search for the guilty: always enough, never one too many, and few questions."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from codemods.proof.bisecting import find_guilty

MEMBERS = st.integers(1, 40)


@given(
    MEMBERS.flatmap(lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1), min_size=1, max_size=4)))
)
def test_independent_ones_are_found_exactly(case: tuple[int, set[int]]) -> None:
    size, bad = case
    found = find_guilty(range(size), lambda left_out: bad <= set(left_out))
    assert set(found) == bad


@given(MEMBERS, st.data())
def test_what_needs_one_another_stays(size: int, draw: st.DataObject) -> None:
    bad = draw.draw(st.integers(0, size - 1))
    pairs = draw.draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=3))

    def is_well_without(left_out: Sequence[int]) -> bool:
        gone = set(left_out)
        return bad in gone and all((one in gone) == (other in gone) for one, other in pairs)

    found = set(find_guilty(range(size), is_well_without))
    assert is_well_without(sorted(found))
    if not any(bad in pair for pair in pairs):
        assert len(found) == 1 or not is_well_without([bad])


def test_one_of_many_takes_few_questions() -> None:
    asked = 0

    def is_well_without(left_out: Sequence[int]) -> bool:
        nonlocal asked
        asked += 1
        return 700 in left_out

    assert find_guilty(range(1000), is_well_without) == [700]
    assert asked < 30
