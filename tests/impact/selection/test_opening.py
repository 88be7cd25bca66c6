"""What is told of files by their outlines is what their records tell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.map.reader import MapReader
from impact.map.writer import MapWriter
from impact.model import Batch, Outcome
from impact.selection.choice import Choice
from impact.selection.choosing import Staleness
from impact.selection.opening import Files
from impact.selection.present import Present
from impact.selection.telling import Edit, Verdict
from tests.impact.map.samples import ENVIRONMENT, batch, claim, record
from tests.impact.map.strategies import ENVIRONMENTS, batches

SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def files_of(reader: MapReader, stale: Iterable[int], edit: Edit) -> Files:
    present = Present(stale=set(stale), levels=Verdict(edits=[edit]))
    return Files(reader, ENVIRONMENTS[0].digest, Staleness(reader, present))


def told(choice: Choice) -> tuple[object, ...]:
    return choice.impacted, choice.deselected, choice.known, choice.resting_files, choice.known_files


@SLOW
@given(st.lists(batches(), min_size=1, max_size=5), st.data())
def test_files_that_stay_closed_change_no_verdict(written: list[Batch], data: st.DataObject) -> None:
    clock = count(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "map.db")
        with MapWriter(path, clock=lambda: next(clock)) as writer:
            for each in written:
                writer.write(each)
        with MapReader(path) as reader:
            claims = st.sets(st.integers(1, 1 + reader.overview().claims))
            stale = reader.unheld() | data.draw(claims)
            edit = Edit(data.draw(claims), data.draw(claims), data.draw(claims), data.draw(claims))
            files = files_of(reader, stale, edit)
            whole, brief = files.choose(everything=True), files.choose()
            assert told(brief) == told(whole)
            assert brief.saved == pytest.approx(whole.saved)
            opened = files.open(brief, brief.known_files)
            assert (opened.resting.keys(), opened.unopened) == (whole.resting.keys(), {})
            assert told(opened) == told(whole)


def test_a_file_stays_closed_while_nothing_of_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "map.db"
    tests = [record("test_a.py", claim(a="1")), record("test_a.py::one", claim(a="1")), record("test_a.py::two")]
    others = [record("test_b.py"), record("test_b.py::one", outcome=Outcome.FAILED)]
    with MapWriter(path) as writer:
        writer.write(batch(*tests, *others))
    with MapReader(path) as reader:
        files = Files(reader, ENVIRONMENT.digest, Staleness(reader, Present()))
        choice = files.choose()
        assert choice.unopened == {"test_a.py": (2, 1.0)}
        assert set(choice.impacted) == {"test_b.py::one"}
        assert {each.test for each in files.records.values()} == {"test_b.py", "test_b.py::one"}
        files = Files(reader, ENVIRONMENT.digest, Staleness(reader, Present(stale={1})))
        assert set(files.choose().impacted) == {"test_a.py::one", "test_b.py::one"}


@pytest.mark.parametrize("durations", [(2.0, 1.0), (1.0, 2.0)])
def test_a_test_seen_twice_at_once_saves_its_longer_time(tmp_path: Path, durations: tuple[float, float]) -> None:
    path = tmp_path / "map.db"
    seen = [record("test_a.py::t", claim(a=str(each)), duration=each) for each in durations]
    with MapWriter(path) as writer:
        writer.write(batch(record("test_a.py"), *seen))
    with MapReader(path) as reader:
        files = Files(reader, ENVIRONMENT.digest, Staleness(reader, Present()))
        assert files.choose().unopened == {"test_a.py": (1, 2.0)}
        assert files.choose().saved == files.choose(everything=True).saved == 2.0
