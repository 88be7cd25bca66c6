"""What is missed, what is caught, and what is no matter."""

from __future__ import annotations

import pytest

from impact.audit.comparing import compare, restless_between
from impact.audit.model import SESSION, Change, Observation

A, B = "test_a.py::test_a", "test_b.py::test_b"


def seen(outcomes: dict[str, str], *, broken: bool = False, cut: bool = False) -> Observation:
    """A full run of these tests."""
    tests = frozenset(nodeid for nodeid in outcomes if "::" in nodeid)
    files = frozenset(nodeid.partition("::")[0] for nodeid in outcomes)
    return Observation(outcomes, tests, files, 1.0, broken, cut)


BEFORE = seen({A: "passed", B: "passed"})
NOTHING = Observation()


def test_nothing_changed() -> None:
    assert compare(BEFORE, BEFORE, NOTHING).changed == ()


def test_a_selected_failure_is_caught() -> None:
    after = seen({A: "failed", B: "passed"})
    found = compare(BEFORE, after, seen({A: "failed"}))
    assert found.changed == (Change(A, "passed", "failed"),)
    assert found.missed == found.unlike == ()


def test_a_failure_that_was_not_selected_is_missed() -> None:
    after = seen({A: "failed", B: "passed"})
    assert compare(BEFORE, after, seen({B: "passed"})).missed == (Change(A, "passed", "failed"),)


@pytest.mark.parametrize("outcome", ["skipped", "xfailed", "hung"])
def test_any_other_outcome_counts(outcome: str) -> None:
    assert compare(BEFORE, seen({A: outcome, B: "passed"}), NOTHING).missed == (Change(A, "passed", outcome),)


def test_restless_tests_are_left_out() -> None:
    after = seen({A: "failed", B: "passed"})
    assert compare(BEFORE, after, NOTHING, frozenset({A})).changed == ()
    assert restless_between(BEFORE, after) == {A}
    assert restless_between(BEFORE, seen({A: "passed"})) == {B}


def test_parameters_that_change_by_themselves_are_left_out() -> None:
    at = "test_a.py::test_a[{}]".format
    restless = restless_between(seen({at("1:00"): "passed", B: "passed"}), seen({at("1:01"): "passed", B: "passed"}))
    before, after = seen({at("1:01"): "passed", B: "passed"}), seen({at("1:02"): "passed", B: "failed"})
    assert compare(before, after, NOTHING, restless).changed == (Change(B, "passed", "failed"),)


def test_a_selected_test_that_ends_otherwise_alone_is_unlike() -> None:
    found = compare(BEFORE, seen({A: "failed", B: "passed"}), seen({A: "passed"}))
    assert (found.missed, found.unlike) == ((), (Change(A, "passed", "failed"),))


def test_a_new_test_must_be_selected() -> None:
    new = "test_a.py::test_new"
    after = seen({A: "passed", B: "passed", new: "passed"})
    assert compare(BEFORE, after, seen({A: "passed"})).missed == (Change(new, "absent", "passed"),)
    assert compare(BEFORE, after, seen({new: "passed"})).missed == ()


def test_a_test_that_is_gone_is_noticed_by_collecting_its_file() -> None:
    after = Observation({B: "passed"}, frozenset({B}), frozenset({"test_a.py", "test_b.py"}))
    assert compare(BEFORE, after, NOTHING).missed == (Change(A, "passed", "gone"),)
    assert compare(BEFORE, after, Observation(collected=frozenset({"test_a.py"}))).missed == ()


def test_a_file_that_is_gone_takes_its_tests_along() -> None:
    assert compare(BEFORE, seen({B: "passed"}), NOTHING).changed == ()


def test_a_file_that_cannot_be_collected_stands_for_its_tests() -> None:
    after = seen({"test_a.py": "failed", B: "passed"})
    assert compare(BEFORE, after, NOTHING).missed == (Change("test_a.py", "absent", "failed"),)
    assert compare(BEFORE, after, seen({"test_a.py": "failed"})).missed == ()


def test_a_class_that_cannot_be_collected_stands_for_its_tests() -> None:
    inner = "test_a.py::TestA::test_one"
    after = seen({"test_a.py::TestA": "failed", B: "passed"})
    found = compare(seen({inner: "passed", B: "passed"}), after, NOTHING)
    assert found.missed == (Change("test_a.py::TestA", "absent", "failed"),)


def test_a_broken_session_must_break_the_selection_too() -> None:
    after = seen({}, broken=True)
    assert compare(BEFORE, after, NOTHING).missed == (Change(SESSION, "ran", "broken"),)
    assert compare(BEFORE, after, seen({}, broken=True)).missed == ()


def test_of_a_cut_run_only_what_ran_is_judged() -> None:
    after = seen({A: "hung"}, cut=True)
    assert compare(BEFORE, after, seen({A: "hung"}, cut=True)).missed == ()
    assert compare(BEFORE, after, seen({B: "passed"})).missed == (Change(A, "passed", "hung"),)
    assert compare(BEFORE, seen({}, cut=True), NOTHING).missed == (Change(SESSION, "ran", "hung"),)
    assert compare(BEFORE, seen({}, cut=True), seen({}, cut=True)).missed == ()
