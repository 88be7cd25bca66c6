"""`impact report` on a project that was run some times: what it says of runs, tests and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from impact.cli import main
from impact.map.reader import MapReader
from impact.map.runs import KEPT, PastRun, keep_run, read_runs
from impact.map.schema import VERSION
from impact.map.writer import MapWriter
from impact.report.gathering import gather
from tests.plugin.project import Project

FILES = {
    "lib.py": """
        import os

        LOUD = print("effect")

        def one():
            return 1

        def two():
            return open(os.path.join(os.path.dirname(__file__), "two.txt")).read()
    """,
    "two.txt": "2",
    "test_lib.py": """
        import lib, subprocess

        def test_one():
            assert lib.one()

        def test_two():
            assert lib.two()

        def test_tree():
            subprocess.run(["true"])
    """,
    "test_other.py": "import lib\n\ndef test_other(): pass\n",
}


@pytest.mark.parametrize("spread", [(), ("-n2",)], ids=["alone", "workers"])
def test_the_report_tells_of_runs_tests_and_files(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    project.impacted(*spread)
    project.replace("lib.py", "return 1", "return 0")
    project.impacted(*spread)
    project.impacted("--impacted-no-record")
    with MapReader(project.root / ".impact" / "map.db") as reader:
        report = gather(reader, "name")
    first, second = report.runs
    assert (first.known, first.ran, first.failed, first.impacted) == (0, 4, 0, ())
    assert (second.known, second.ran, second.failed) == (4, 2, 1)  # what starts a program rests on the tree
    assert second.impacted == ("test_lib.py::test_one", "test_lib.py::test_tree")
    assert ("lib.py", "lib.py: one changed") in second.changes
    assert second.seconds >= 0
    assert second.saved > 0
    tests = {each.nodeid: (each.outcome, each.impacted) for each in report.tests}
    assert tests["test_lib.py::test_one"] == ("failed", 1)
    assert tests["test_lib.py::test_two"] == ("passed", 0)
    files = {each.place: (each.kind, each.reached, each.executed) for each in report.dependencies}
    assert files["lib.py"] == ("source", 4, 2)
    assert files["two.txt"] == ("file", 1, 0)
    costs = {(each.place.split()[0], each.tests) for each in report.costs}
    assert ("lib.py", 2) in costs  # one statement has an effect; test_tree and test_other enter nothing in lib
    assert ("true", 1) in costs
    assert ("two.txt", 1) in costs


def test_the_command_writes_the_page_beside_the_map(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.write(FILES)
    project.impacted()
    place = project.root / ".impact"
    assert main(["report", "--map", str(place), "--title", "<shop>"]) == 0
    assert capsys.readouterr().out == f"{place / 'report.html'}: 4 tests, 1 run\n"
    assert "<h1>&lt;shop&gt;</h1>" in (place / "report.html").read_text()
    assert main(["report", "--map", str(place), "-o", str(project.root / "no" / "page.html")]) == 2
    told = capsys.readouterr().err
    assert "can't be written" in told
    assert told.count("\n") == 1


def test_only_the_newest_runs_are_kept(project: Project) -> None:
    project.write({"test_a.py": "def test_a(): pass\n"})
    project.impacted()
    path = project.root / ".impact" / "map.db"
    for number in range(KEPT + 20):
        keep_run(path, PastRun("ab" * 12, 10**13 + number, True, 1, 0, 0, 0.0, 1.0, ("t",) * 3000))
    with MapReader(path) as reader:
        runs = read_runs(reader)
    assert [run.began for run in runs] == [10**13 + number for number in range(20, KEPT + 20)]
    assert runs[0].impacted == ()  # too many to be named


def test_a_map_without_a_place_for_runs_is_left_as_it_is(project: Project) -> None:
    import sqlite3

    project.write({"test_a.py": "def test_a(): pass\n"})
    project.impacted()
    path = project.root / ".impact" / "map.db"
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE run")
        connection.execute(f"PRAGMA user_version = {VERSION - 1}")
    connection.close()
    assert project.impacted().code == 0
    with MapReader(path) as reader:
        assert read_runs(reader) == []
    assert Path(path).exists()


def test_merged_maps_remember_the_runs_of_both(project: Project, tmp_path: Path) -> None:
    project.write({"test_a.py": "def test_a(): pass\n"})
    project.impacted()
    ours, theirs = project.root / ".impact" / "map.db", tmp_path / "theirs.db"
    with MapWriter(theirs) as writer:
        writer.take_in(ours)
    with MapReader(ours) as reader:
        (run,) = read_runs(reader)
    keep_run(ours, replace(run, began=run.began + 1))
    keep_run(theirs, replace(run, began=run.began + 2))
    for _ in range(2):
        with MapWriter(ours) as writer:
            writer.take_in(theirs)
    with MapReader(ours) as reader:
        assert [each.began - run.began for each in read_runs(reader)] == [0, 1, 2]
