"""What the collector of garbage looks at while we record."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from unittest import mock

import pytest

from impact.collector import SetApart, is_set_apart, uncollected


class Thing:
    """What can be found among all that the collector looks at."""


def is_visited(thing: object) -> bool:
    return any(each is thing for each in gc.get_objects())


@pytest.fixture
def apart() -> Iterator[SetApart]:
    """What sets apart, in a process in which nothing is yet."""
    gc.unfreeze()
    before = gc.collect, gc.freeze, gc.unfreeze, gc.get_freeze_count
    made = SetApart()
    yield made
    made.close()
    assert (gc.collect, gc.freeze, gc.unfreeze, gc.get_freeze_count) == before
    assert not is_set_apart()


def test_what_is_there_is_set_apart_and_comes_back(apart: SetApart) -> None:
    before = Thing()
    apart.begin()
    after = Thing()
    assert (is_visited(before), is_visited(after)) == (False, True)
    apart.give_back()
    assert is_visited(before)


def test_garbage_is_not_set_apart(apart: SetApart) -> None:
    cycle = Thing()
    cycle.itself = cycle  # type: ignore[attr-defined]
    reference = weakref.ref(cycle)
    del cycle
    apart.begin()
    assert reference() is None


def test_what_fails_in_a_finalizer_is_told_when_all_is_over(apart: SetApart, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            raise ValueError

    told: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    Failing()
    apart.begin()
    assert told == []
    apart.close()
    assert len(told) == 1


@pytest.mark.parametrize("ask", [lambda: gc.collect(), lambda: gc.collect(generation=0), lambda: gc.get_freeze_count()])
def test_who_asks_the_collector_finds_all(apart: SetApart, ask: Callable[[], int]) -> None:
    before = Thing()
    apart.begin()
    assert not is_visited(before)
    ask()
    assert is_visited(before)


def test_what_somebody_sets_apart_later_stays_so(apart: SetApart) -> None:
    before = Thing()
    apart.begin()
    gc.freeze()
    assert not is_visited(before)
    assert gc.collect() >= 0
    assert not is_visited(before)
    gc.unfreeze()
    assert is_visited(before)


@pytest.mark.parametrize("event", ["gc.get_objects", "gc.get_referrers"])
def test_who_asks_for_objects_is_told_of_all(apart: SetApart, event: str) -> None:
    before = Thing()
    apart.begin()
    apart.handlers[event](())
    assert is_visited(before)


def test_what_stands_in_place_of_the_collector_stays_there(apart: SetApart) -> None:
    apart.begin()
    with mock.patch("gc.collect", wraps=gc.collect) as counted:
        gc.collect()
        gc.collect()
    assert counted.call_count == 2


@pytest.mark.parametrize(("how", "undo"), [("freeze", "unfreeze"), ("disable", "enable")])
def test_a_collector_that_somebody_has_set_is_left_alone(apart: SetApart, how: str, undo: str) -> None:
    getattr(gc, how)()
    between = Thing()
    try:
        apart.begin()
        assert is_visited(between)
    finally:
        getattr(gc, undo)()


def test_nothing_is_collected_inside_and_the_collector_is_as_before() -> None:
    enabled = gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() == enabled
