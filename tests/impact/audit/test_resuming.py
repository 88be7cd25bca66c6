"""The journal: what was finished is found again, for the same question alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.audit.resuming import Journal
from tests.impact.audit.samples import BASELINE, MISS, step


@pytest.fixture
def path(tmp_path: Path) -> Path:
    journal = Journal(tmp_path / "audit" / "steps.jsonl", "key")
    journal.keep_baseline(BASELINE)
    journal.keep(step("one"))
    journal.keep(step("two", changed=1, missed=(MISS,)))
    return journal.path


def test_everything_is_found_again(path: Path) -> None:
    journal = Journal(path, "key")
    assert journal.baseline == BASELINE
    assert list(journal.steps.values()) == [step("one"), step("two", changed=1, missed=(MISS,))]


def test_steps_are_added(path: Path) -> None:
    Journal(path, "key").keep(step("three"))
    assert list(Journal(path, "key").steps) == ["one", "two", "three"]


def test_a_line_cut_off_by_a_kill_is_forgotten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])
    journal = Journal(path, "key")
    assert list(journal.steps) == ["one"]
    journal.keep(step("three"))
    assert list(Journal(path, "key").steps) == ["one", "three"]


@pytest.mark.parametrize("spoiled", ["", "nonsense\n", '{"format": 0, "key": "key"}\n', "[1]\n"])
def test_another_form_is_begun_anew(path: Path, spoiled: str) -> None:
    path.write_text(spoiled)
    journal = Journal(path, "key")
    assert (journal.baseline, journal.steps) == (None, {})
    journal.keep(step("three"))
    assert list(Journal(path, "key").steps) == ["three"]


@pytest.mark.parametrize("line", ["[]\n", '{"step": {"name": "x"}}\n', '{"baseline": {"full": {}}}\n'])
def test_a_line_of_another_form_spoils_all(path: Path, line: str) -> None:
    with path.open("a") as stream:
        stream.write(line)
    assert Journal(path, "key").steps == {}


def test_another_question_begins_anew(path: Path) -> None:
    other = Journal(path, "other")
    assert (other.baseline, other.steps) == (None, {})
    assert list(Journal(path, "key").steps) == ["one", "two"]  # nothing was written for the other one
    other.keep(step("three"))
    assert Journal(path, "key").steps == {}


def test_fresh_begins_anew(path: Path) -> None:
    journal = Journal(path, "key", fresh=True)
    assert journal.steps == {}
    journal.keep(step("three"))
    assert list(Journal(path, "key").steps) == ["three"]
