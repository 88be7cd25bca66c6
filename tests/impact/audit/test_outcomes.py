"""From what the processes of a run noted to one observation."""

from __future__ import annotations

from typing import Any

from impact.audit.outcomes import summarise

T = "test_a.py::test_a"
END: list[Any] = ["end", 0, []]


def test_phases_are_joined_to_the_worst() -> None:
    phases = [["report", T, "passed"], ["report", T, "passed"], ["report", T, "failed"]]
    assert summarise([[["start", T], *phases, ["finish", T], END]], 1, 2.0).outcomes == {T: "failed"}


def test_only_the_last_attempt_counts() -> None:
    phases = [["report", T, "passed"], ["report", T, "rerun"], ["report", T, "passed"]]
    assert summarise([[["start", T], *phases, ["finish", T], END]], 0, 2.0).outcomes == {T: "passed"}


def test_workers_are_joined() -> None:
    other = "test_b.py::test_b"
    items = ["items", [T, other]]
    collected = ["collect", "test_a.py", "passed"]
    one: list[list[Any]] = [collected, items, ["start", T], ["report", T, "passed"], ["finish", T], END]
    two: list[list[Any]] = [collected, items, ["start", other], ["report", other, "skipped"], ["finish", other]]
    run = summarise([one, two], 0, 2.0)
    assert run.outcomes == {T: "passed", other: "skipped"}
    assert run.selected == {T, other}
    assert run.collected == {"test_a.py"}
    assert not run.broken


def test_a_stopped_run_tells_which_test_hung() -> None:
    run = summarise([[["items", [T]], ["start", T], ["report", T, "passed"]]], None, 2.0)
    assert (run.outcomes, run.cut, run.broken) == ({T: "hung"}, True, False)


def test_a_crashed_worker_failed_its_test() -> None:
    assert summarise([[["start", T]], [["start", T], ["report", T, "failed"], END]], 1, 2.0).outcomes == {T: "failed"}


def test_faults_of_collection_are_outcomes() -> None:
    collected = [["collect", "test_a.py", "failed"], ["collect", "test_b.py", "passed"]]
    run = summarise([[*collected, ["items", []], END]], 1, 2.0)
    assert run.outcomes == {"test_a.py": "failed"}
    assert run.collected == {"test_a.py", "test_b.py"}


def test_a_run_that_did_not_come_to_its_end_is_broken() -> None:
    assert summarise([], 4, 2.0).broken
    assert summarise([[["items", []]]], 0, 2.0).broken
    assert summarise([[["items", []], END]], 2, 2.0).broken
    assert not summarise([[["items", []], END]], 5, 2.0).broken
