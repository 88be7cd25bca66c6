"""Children without processes: what is booked when they report, when they end unrecorded, and while they live."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from impact.model import ABSENT
from impact.recording.children import Children
from impact.recording.commands import Command, Role
from impact.recording.delta import child_node, place_node
from impact.recording.interface import PlaceOf
from impact.recording.reporting import make_report
from impact.recording.scribe import Scribe
from impact.recording.spool import Report, Spool
from impact.recording.territory import Territory

PYTHON = Command("python", Role.RECORDABLE, announces=True)
OPAQUE = Command("git", Role.OPAQUE)
TEST = "t:test_it.py::test_it"
GONE = "was started and could not be recorded"


class QuietRecorder:
    """Records nothing: these tests speak of what is booked besides."""

    name = "quiet"
    gap = False

    def prepare(self, code: CodeType, place_of: PlaceOf) -> CodeType:
        return code

    def take(self) -> list[int]:
        return []

    def close(self) -> None:
        pass


@pytest.fixture
def spool() -> Iterator[Spool]:
    made = Spool.make()
    yield made
    made.remove()


@pytest.fixture
def scribe(tmp_path: Path) -> Scribe:
    made = Scribe(QuietRecorder(), Territory(tmp_path))
    made.imports.overlook()
    return made


@pytest.fixture
def children(scribe: Scribe, spool: Spool, tmp_path: Path) -> Children:
    return Children(scribe, spool, str(tmp_path), itertools.repeat("names").__next__)


@pytest.fixture
def ended() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    return process.pid


def start(children: Children, command: Command, pid: int) -> str:
    key, _ = children.program_starts(command, {})
    children.program_started(key, command, pid)
    return key


def report(**parts: object) -> Report:
    empty: dict[str, object] = {
        "places": [], "modules": {}, "entered": {}, "touched": {}, "edges": [], "foreign": [], "made": {}, "heirs": []
    }  # fmt: skip
    return {**empty, **parts}  # type: ignore[typeddict-item]  # the parts are those of a report


def test_a_report_is_booked_to_a_node_on_which_the_starter_rests(
    scribe: Scribe, children: Children, spool: Spool, ended: int
) -> None:
    scribe.places.append(("other.py", "g", 1))
    scribe.switch(TEST)
    key = start(children, PYTHON, ended)
    spool.hand_in(key, [report(
        places=[("lib.py", "f", 3)], entered={"s": [0], "m:lib.py": [0]}, modules={"lib.py": [("lib", False, "id")]},
        edges=[("s", "m:lib.py"), ("p:0", "m:late.py"), ("s", "t:other")], touched={"s": [("file", "a", "*", "id")]},
    )])  # fmt: skip
    news = scribe.drain()
    number = news["places"].index(("lib.py", "f", 3))
    node = child_node(key)
    assert news["entered"] == {node: [number], "m:lib.py": [number]}
    assert set(news["edges"]) == {(TEST, node), (node, "m:lib.py"), (place_node(number), "m:late.py")}
    assert news["touched"] == {node: [("file", "a", "*", "id")]}
    assert news["modules"] == {"lib.py": [("lib", False, "id")]}
    assert news["closed"] == [node]
    assert not children


def test_who_ends_without_a_report_depends_on_the_tree(
    scribe: Scribe, children: Children, spool: Spool, ended: int
) -> None:
    key, other = start(children, PYTHON, ended), start(children, OPAQUE, ended)
    spool.announce(key)
    touched = scribe.drain()["touched"]
    assert touched[child_node(key)] == [("tree", f"python {GONE}", "*", "names")]
    assert touched[child_node(other)] == [("tree", f"git {GONE}", "*", "names")]


def test_who_ends_before_it_began_depends_on_nothing(scribe: Scribe, children: Children, ended: int) -> None:
    key = start(children, PYTHON, ended)
    news = scribe.drain()
    assert news["touched"] == {}
    assert news["closed"] == [child_node(key)]


def test_whatever_runs_while_a_child_lives_rests_on_it(scribe: Scribe, children: Children, spool: Spool) -> None:
    scribe.switch("f:1")
    key = start(children, PYTHON, os.getpid())
    scribe.switch(TEST)
    spool.hand_in(key, [report()])
    scribe.switch("t:after")
    node = child_node(key)
    assert set(scribe.drain()["edges"]) == {("f:1", node), (TEST, node)}


def test_who_outlives_the_tests_depends_on_the_tree(scribe: Scribe, children: Children) -> None:
    key = start(children, PYTHON, os.getpid())
    children.settle()
    news = scribe.drain()
    assert news["touched"][child_node(key)] == [("tree", "python was started and outlived the tests", "*", "names")]
    assert news["closed"] == [child_node(key)]


def test_what_an_import_starts_belongs_to_the_module(scribe: Scribe, children: Children, ended: int) -> None:
    scribe.switch("m:lib.py")
    start(children, OPAQUE, ended)
    scribe.switch(TEST)
    assert scribe.drain()["touched"]["m:lib.py"] == [("tree", f"git {GONE}", "*", "names")]


def test_children_that_a_child_leaves_behind_are_waited_for(
    scribe: Scribe, children: Children, spool: Spool, ended: int
) -> None:
    key = start(children, PYTHON, ended)
    heir = {"key": "1-1", "name": "python", "pid": os.getpid(), "announces": True}
    spool.hand_in(key, [report(heirs=[heir])])
    scribe.switch(TEST)
    assert children
    spool.hand_in("1-1", [report(touched={"s": [("file", "a", "*", "id")]})])
    assert scribe.drain()["touched"] == {child_node("1-1"): [("file", "a", "*", "id")]}


def test_products_of_the_tests_are_no_dependencies_of_their_children(
    scribe: Scribe, children: Children, spool: Spool, ended: int
) -> None:
    scribe.reads.products.adopt({"made.txt": ABSENT})
    key = start(children, PYTHON, ended)
    rows = [("file", "made.txt", "*", "1"), ("directory", ".", "made.txt", "there"), ("file", "own.txt", "*", "1"),
            ("variable", "NOT_SET_WHEN_THE_RUN_BEGAN", "*", "1"), ("file", "kept.txt", "*", "1")]  # fmt: skip
    spool.hand_in(key, [report(touched={"s": rows}, made={"own.txt": ABSENT})])
    assert scribe.drain()["touched"] == {child_node(key): [("file", "kept.txt", "*", "1")]}


def test_a_report_speaks_of_the_places_that_it_brings_along(scribe: Scribe) -> None:
    table = [("lib.py", name, line) for line, name in enumerate("abcd")]
    news = scribe.drain()
    news["entered"] = {"s": [1, 3]}
    news["edges"] = [("p:2", "m:late.py")]
    made = make_report(news, table, {}, [])
    assert made["places"] == table[1:]
    assert made["entered"] == {"s": [0, 2]}
    assert made["edges"] == [("p:1", "m:late.py")]
