"""`impact select`, `shards`, `explain` and `affected`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from impact.cli import main
from impact.cli.markdown import escape
from impact.interpreter import interpreter_facts
from impact.map.writer import MapWriter
from impact.model import (
    Batch,
    Claim,
    ClaimSet,
    Dependency,
    Environment,
    Kind,
    Outcome,
    Record,
    Sighting,
)
from impact.source.blocks import facts
from impact.source.reader import analyse
from impact.tree import content_id

HERE = Environment((*interpreter_facts(), ("settings", "")))
OTHER = Environment((*interpreter_facts(), ("settings", "cms")))
LIB = b"def used():\n    return 1\n\n\nclass Cart:\n    def add(self):\n        return 2\n"


Project, Captured = Path, pytest.CaptureFixture[str]


def claims(names: dict[str, str], *wanted: str) -> ClaimSet:
    return ClaimSet(
        frozenset({Claim(Dependency(Kind.SOURCE, "lib.py"), frozenset((each, names[each]) for each in wanted))})
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two files of tests; one test uses a function, one a method, one merely imports."""
    (tmp_path / "lib.py").write_bytes(LIB)
    names = dict(facts(analyse(LIB)))
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).write_text("")
    level = claims(names, "")
    records = (
        Record("test_a.py", Outcome.PASSED, 0.0, frozenset({level})),
        Record("test_a.py::uses", Outcome.PASSED, 1.5, frozenset({level, claims(names, "used")})),
        Record("test_b.py", Outcome.PASSED, 0.0, frozenset({level})),
        Record("test_b.py::adds", Outcome.PASSED, 2.5, frozenset({level, claims(names, "Cart.add")})),
        Record("test_b.py::imports", Outcome.PASSED, 0.5, frozenset({level})),
    )
    seen = {Dependency(Kind.SOURCE, "lib.py"): Sighting(content_id(LIB))}
    with MapWriter(tmp_path / ".impact" / "map.db") as writer:
        writer.write(Batch(HERE, records, seen))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    return tmp_path


def edit(project: Path) -> None:
    (project / "lib.py").write_bytes(LIB.replace(b"return 2", b"return 3"))


def test_nothing_changed_prints_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["select"]) == 0
    assert capsys.readouterr() == ("", "")


def test_node_ids_and_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project)
    (project / "test_new.py").write_text("")
    assert main(["select"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "test_b.py::adds\ntest_new.py\n"
    assert printed.err.startswith("impact: 1 files are named whole")
    assert main(["select", "--format", "files", "test_b.py"]) == 0
    assert capsys.readouterr().out == "test_b.py\n"


def test_json_tells_everything(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project)
    assert main(["select", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    reason = "lib.py: Cart.add changed"
    assert told["tests"] == [{"nodeid": "test_b.py::adds", "seconds": 2.5, "reason": reason}]
    assert told["files"] == [{"path": "test_b.py", "collection": "known"}]
    assert (told["changes"], told["resting"], told["saved_seconds"], told["fault"]) == ([reason], 2, 2.0, None)


def test_a_summary_for_reviewers(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project)
    assert main(["select", "--format", "markdown"]) == 0
    out = capsys.readouterr().out
    assert "**1 of 3** known tests run (recorded: 2.5 s); 2 rest (recorded: 2.0 s)." in out
    assert "| 1 | lib.py: Cart.add changed |" in out
    assert "- test\\_b.py::adds" in out


def test_names_can_not_break_out_of_the_summary() -> None:
    told = escape("test[<script>x</script>|`a`](http://x)\n## no *b* _c_")
    assert "\n" not in told
    for mark in "<>|`[]*_#":
        assert told.count(mark) == told.count("\\" + mark)


def test_shards(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lib.py").write_bytes(LIB.replace(b"return 2", b"return 3").replace(b"return 1", b"return 4"))
    assert main(["shards", "5"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "include": [
            {"shard": "1/2", "arguments": "test_b.py", "tests": 1, "seconds": 2.5},
            {"shard": "2/2", "arguments": "test_a.py", "tests": 1, "seconds": 1.5},
        ]
    }
    (project / "lib.py").write_bytes(LIB)
    assert main(["shards", "5"]) == 0
    assert json.loads(capsys.readouterr().out) == {"include": []}


def test_explain(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project)
    assert main(["explain", "test_b.py", "--depends"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "test_b.py::adds: lib.py: Cart.add changed",
        "    source lib.py: its module level, Cart.add",
        "test_b.py::imports: deselected: nothing that it depends on has changed",
        "    source lib.py: its module level",
    ]


def test_affected(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for what, tests in {
        "lib.py": ["test_a.py::uses", "test_b.py::adds"],
        "lib.py::used": ["test_a.py::uses"],
        "lib.py::Cart": ["test_b.py::adds"],
        "lib.py::Cart::add": ["test_b.py::adds"],
        ".": ["test_a.py::uses", "test_b.py::adds"],
    }.items():
        assert main(["affected", what]) == 0
        assert capsys.readouterr().out.splitlines() == tests, what
    assert main(["affected", "lib.py", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["importing"] == ["test_b.py::imports"]


@pytest.mark.parametrize("what", ["lib.py::idle", "dead.py", "lib.py::Idle"])
def test_what_no_test_reaches_is_no_mistake(project: Project, what: str, capsys: Captured) -> None:
    (project / "lib.py").write_bytes(LIB + b"\n\ndef idle():\n    pass\n\n\nclass Idle:\n    def f(self): pass\n")
    (project / "dead.py").write_text("x = 1\n")
    assert main(["affected", what, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"using": {}, "importing": []}
    assert printed.err == f"impact: no recorded test reaches {what}.\n"


def test_a_report_in_the_place_of_a_folder_is_one_line(project: Project, capsys: Captured) -> None:
    for place in (".", "/"):
        assert main(["report", "-o", place]) == 2
        error = capsys.readouterr().err
        assert f"can't be written to {place}: it is a folder" in error
        assert error.count("\n") == 1


def test_any_number_of_days_may_be_given(project: Project) -> None:
    assert main(["map", "prune", "--days", "9" * 30]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["services", "--map", "nowhere"], "There is no impact map at "),
        (
            ["services", "--test", "test_b.py::add"],
            "The map knows no test test_b.py::add. Did you mean test_b.py::adds",
        ),
        (["select", "--root", "nowhere"], "The map knows no folder nowhere."),
        (["select", "-c", "nowhere.ini"], "The configuration nowhere.ini can't be read: there is no such file"),
        (["map", "merge", "x" * 300], "The impact map "),
        (["explain", "test_b.py::add"], "The map knows no test test_b.py::add. Did you mean test_b.py::adds"),
        (["affected", "lip.py"], "The map knows no file or folder lip.py. Did you mean lib.py?"),
        (["affected", "lib.py::use"], "The map knows no function or class lib.py::use. Did you mean used?"),
        (["select", "nowhere"], "The map knows no path nowhere."),
        (["select", "--since", "HEAD"], "Git can't tell of the history of "),
        (["select", "--environment", "settings=lms"], "The map has no records of CPython"),
    ],
)
def test_what_there_is_not_is_one_line(
    project: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"impact: {told}")
    assert error.count("\n") == 1


def test_a_map_that_can_not_be_used_selects_everything(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".impact" / "map.db").write_text("no map")
    assert main(["select"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "test_a.py\ntest_b.py\n"
    assert "is damaged (it is no SQLite file). Everything is selected." in printed.err


def test_of_two_environments_the_settings_tell(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MapWriter(project / ".impact" / "map.db") as writer:
        writer.write(Batch(OTHER, (Record("test_a.py::cms", Outcome.FAILED, 1.0, frozenset()),)))
    assert main(["select"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["select", "--environment", "settings=cms"]) == 0
    assert capsys.readouterr().out == "test_a.py\ntest_b.py\n"
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cms")
    assert main(["select", "--format", "json"]) == 0
    assert [each["nodeid"] for each in json.loads(capsys.readouterr().out)["tests"]] == ["test_a.py::cms"]
