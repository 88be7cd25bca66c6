"""The bars of an audit, and how they are told."""

from __future__ import annotations

import json

import pytest

from impact.audit.figures import Figures
from impact.audit.reporting import details, print_report, progress_line, rows, to_json
from tests.impact.audit.samples import MISS, step

STEPS = [step("one", 1), step("two", 4, changed=2), step("three", 10, changed=3, missed=(MISS,), cut=True)]


def test_figures() -> None:
    figures = Figures.of(STEPS, frozenset({"t.py::b"}))
    assert (figures.steps, figures.noticed, figures.missed, figures.missing_steps) == (3, 2, 1, 1)
    assert (figures.median, figures.mean) == (0.4, 0.5)
    assert figures.median_noticed == pytest.approx(0.7)
    assert figures.saved == 0.5
    assert (figures.cut, figures.restless) == (1, ("t.py::b",))


def test_no_steps() -> None:
    figures = Figures.of([])
    assert (figures.median, figures.saved) == (0.0, 0.0)


def test_rows() -> None:
    told = dict(rows(Figures.of(STEPS, frozenset({"t.py::b"})), "mutant"))
    assert told["killed (noticed by the full suite)"] == "2"
    assert told["missed failures"] == "1 in 1 mutants"
    assert told["tests run"] == "median 40.0 %, mean 50.0 %"
    assert told["time saved"] == "50.0 % (15 s instead of 30 s)"
    assert told["left out as restless"] == "1: t.py::b"


def test_misses_are_told_with_the_mutation_and_the_test() -> None:
    assert list(details(STEPS)) == [
        "MISSED lib.py:1: three (10 of 10 tests run)",
        "    test_a.py::test_a: passed -> failed",
    ]


def test_progress() -> None:
    assert progress_line(1, 3, STEPS[0]).endswith("1 of 10 tests run, 0 changed, nothing changed")
    assert progress_line(3, 3, STEPS[2]).endswith("3 changed, 1 MISSED")


def test_json() -> None:
    told = json.loads(to_json(STEPS, Figures.of(STEPS), "mutant"))
    assert told["figures"]["missed"] == 1
    assert told["figures"]["saved"] == 0.5
    assert told["steps"][2]["missed"] == [{"nodeid": MISS.nodeid, "before": "passed", "after": "failed"}]


def test_plain_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(STEPS, Figures.of(STEPS), "mutant", as_json=False)
    assert "\nmissed failures: 1 in 1 mutants\n" in capsys.readouterr().out
