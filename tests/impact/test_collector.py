"""What the collector of garbage looks at while we record."""

from __future__ import annotations

import gc

from impact.collector import set_apart, uncollected


class Thing:
    """What can be found among all that the collector looks at."""


def is_visited(thing: object) -> bool:
    return any(each is thing for each in gc.get_objects())


def test_what_is_there_is_set_apart_and_comes_back() -> None:
    gc.unfreeze()
    before = Thing()
    visit_all = set_apart()
    try:
        after = Thing()
        assert (is_visited(before), is_visited(after)) == (False, True)
    finally:
        visit_all()
    assert gc.get_freeze_count() == 0
    assert is_visited(before)


def test_what_somebody_else_set_apart_stays_so() -> None:
    gc.unfreeze()
    visit_all = set_apart()
    try:
        between = Thing()
        set_apart()()
        assert is_visited(between)
        assert gc.get_freeze_count() > 0
    finally:
        visit_all()


def test_nothing_is_collected_inside_and_the_collector_is_as_before() -> None:
    enabled = gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() == enabled
