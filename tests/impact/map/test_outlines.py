"""The outline of a test file is what its records tell, however it came about."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from impact.map.outlines import outline_anew
from impact.map.writer import MapWriter
from impact.model import Batch, Dependency, Kind, Outcome, Record
from tests.impact.map.samples import batch, claim, record

Rows = list[tuple[object, ...]]


def on(test: str, *places: str, outcome: Outcome = Outcome.PASSED, duration: float = 0.5) -> Record:
    claims = [claim(Dependency(Kind.SOURCE, place), f="1") for place in places]
    return record(test, *claims, outcome=outcome, duration=duration)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., tuple[Rows, Rows]]:
    """Write batches a second apart; return the outlines, and those that are made of the records."""

    def write(*batches: Batch) -> tuple[Rows, Rows]:
        path, now = tmp_path / "map.db", [1000.0]
        with MapWriter(path, clock=lambda: now[0]) as writer:
            for each in batches:
                now[0] += 1
                writer.write(each)
        connection = sqlite3.connect(path)
        try:
            kept = outlines(connection)
            outline_anew(connection)
            return kept, outlines(connection)
        finally:
            connection.rollback()
            connection.close()

    return write


def outlines(connection: sqlite3.Connection) -> Rows:
    return connection.execute(
        "SELECT file, ids, tests, round(seconds, 9), whole, sets FROM outline ORDER BY 1"
    ).fetchall()


@pytest.mark.parametrize(
    "last",
    [
        [on("f.py::t", "a.py", duration=3.0), on("f.py", "a.py", duration=2.0)],
        [on("f.py::t", "a.py", duration=0.1)],
        [on("f.py::t", "b.py"), on("f.py::t", "a.py", duration=5.0)],
        [on("f.py::t", "a.py"), on("f.py::t", "a.py", duration=5.0)],
        [on("f.py::t", "a.py", outcome=Outcome.SKIPPED)],
        [on("f.py::t", "a.py", outcome=Outcome.FAILED)],
        [on("f.py::t", outcome=Outcome.UNRUN)],
        [on("f.py::t", "b.py")],
        [on("f.py::u", "a.py")],
    ],
    ids=["longer", "shorter", "another first", "twice", "skipped", "failed", "not run", "another", "a further test"],
)
def test_an_outline_tells_of_the_last_records(write: Callable[..., tuple[Rows, Rows]], last: list[Record]) -> None:
    before = on("f.py", "a.py"), on("f.py::t", "b.py", duration=2.0), on("f.py::other", "c.py")
    kept, made = write(batch(*before), batch(on("f.py::t", "a.py")), batch(*last))
    assert kept == made


def test_a_new_test_with_the_number_of_one_that_is_gone_is_in_its_own_file_only(
    write: Callable[..., tuple[Rows, Rows]],
) -> None:
    first = batch(on("f.py::t", "a.py"), on("g.py::t", "g.py"), on("g.py::u", "g.py"))
    kept, made = write(first, batch(on("f.py::new", "b.py"), gone=("g.py::u",)))
    assert kept == made
    assert [(file, tests) for file, _, tests, *_ in kept] == [("f.py", 2), ("g.py", 1)]
