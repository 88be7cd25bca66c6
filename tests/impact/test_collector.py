"""What the collector of garbage looks at while we record."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from impact.collector import SetApart, collect, uncollected


class Thing:
    """What can be found among all that the collector looks at."""


def is_visited(thing: object) -> bool:
    return any(each is thing for each in gc.get_objects())


@pytest.fixture
def nothing_set_apart() -> Iterator[None]:
    gc.unfreeze()
    real = gc.collect
    yield
    assert gc.collect is real
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("nothing_set_apart")
def test_what_is_there_is_set_apart_and_comes_back() -> None:
    before = Thing()
    apart = SetApart()
    between = Thing()
    assert (is_visited(before), is_visited(between)) == (False, True)
    apart.extend()
    after = Thing()
    assert (is_visited(before), is_visited(between), is_visited(after)) == (False, False, True)
    apart.give_back()
    assert is_visited(before)
    assert is_visited(between)


@pytest.mark.usefixtures("nothing_set_apart")
def test_who_collects_garbage_collects_all_and_nothing_is_set_apart_again() -> None:
    cycle = Thing()
    cycle.itself = cycle  # type: ignore[attr-defined]
    reference = weakref.ref(cycle)
    apart = SetApart()
    del cycle
    collect()
    assert reference() is not None
    gc.collect()
    assert reference() is None
    apart.extend()
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("event", ["gc.get_objects", "gc.get_referrers"])
@pytest.mark.usefixtures("nothing_set_apart")
def test_who_asks_for_objects_is_told_of_all(event: str) -> None:
    before = Thing()
    apart = SetApart()
    assert not is_visited(before)
    apart.handlers[event](())
    assert is_visited(before)


def test_what_somebody_else_set_apart_stays_so() -> None:
    gc.unfreeze()
    gc.freeze()
    try:
        between = Thing()
        apart = SetApart()
        apart.extend()
        assert is_visited(between)
        apart.give_back()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_nothing_is_collected_inside_and_the_collector_is_as_before() -> None:
    enabled = gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() == enabled
