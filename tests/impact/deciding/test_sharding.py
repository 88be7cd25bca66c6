"""Shards are balanced, whole, and keep together what shares something costly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from impact.deciding.selecting import Selection
from impact.deciding.sharding import shard
from impact.map.stored import StoredRecord
from impact.model import Outcome

FILES = [f"test_{at}.py" for at in range(12)]


def selection(
    files: dict[str, list[float]], new: frozenset[str] = frozenset(), shared: tuple[str, ...] = ()
) -> Selection:
    """Return a selection of tests by file and seconds; those of the `shared` files have a claim set together."""
    tests = {f"{file}::t{at}": seconds for file, found in files.items() for at, seconds in enumerate(found)}
    records = {
        nodeid: StoredRecord(
            at, nodeid, Outcome.PASSED, seconds, 1, (1000, 1) if nodeid.partition("::")[0] in shared else (1000,)
        )
        for at, (nodeid, seconds) in enumerate(tests.items())
    }
    known = frozenset(files) - new
    return Selection(tests=tests, files=frozenset(files) | new, known_files=known, uncertain=new, records=records)


loads = st.dictionaries(st.sampled_from(FILES), st.lists(st.floats(0.01, 20), min_size=1, max_size=4), min_size=1)


@given(loads, st.integers(1, 6), st.sets(st.sampled_from(FILES), max_size=6))
def test_every_file_is_in_one_shard_and_none_is_far_above_its_share(
    files: dict[str, list[float]], number: int, shared: set[str]
) -> None:
    asked = selection(files, shared=tuple(shared))
    shards = shard(asked, number)
    assert sorted(file for each in shards for file in each.files) == sorted(files)
    assert 1 <= len(shards) <= number
    assert sum(each.tests for each in shards) == len(asked.tests)
    ideal = sum(map(sum, files.values())) / number
    longest = max(map(sum, files.values()))
    # Graham's bound: a job's share and the longest piece, which is a file, or a bundle of a share and a file at most.
    assert max(each.seconds for each in shards) <= 2 * ideal + longest + 0.01
    assert shard(asked, number) == shards


def test_the_longest_go_first() -> None:
    shards = shard(selection({"a": [9.0], "b": [5.0], "c": [4.0], "d": [1.0]}), 2)
    assert [(each.files, each.seconds) for each in shards] == [(("a", "d"), 10.0), (("b", "c"), 9.0)]


def test_files_that_share_something_costly_stay_together() -> None:
    # The first test of a paid for what a and b share: elsewhere, b would pay as much.
    files = {"a": [4.0, 0.1, 0.1], "b": [0.5, 0.5], "c": [1.5, 1.5], "d": [1.5, 1.5]}
    together = {each.files for each in shard(selection(files, shared=("a", "b")), 3)}
    assert ("a", "b") in together
    assert ("a", "b") not in {each.files for each in shard(selection(files), 3)}


def test_what_would_be_more_than_a_share_is_parted() -> None:
    files = {name: [4.0, 2.0, 2.0] for name in "abcd"}
    assert len(shard(selection(files, shared=("a", "b", "c")), 4)) == 4


def test_new_files_are_taken_for_as_long_as_the_known_ones_are() -> None:
    shards = shard(selection({"a": [3.0], "b": [1.0]}, new=frozenset({"c"})), 3)
    assert {each.files: each.seconds for each in shards} == {("a",): 3.0, ("b",): 1.0, ("c",): 2.0}


def test_nothing_selected_makes_no_shard() -> None:
    assert shard(Selection(), 8) == []
