"""A map that can't be used as it lies there: one line says so, everything runs, and nothing in it is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.forked.client import fork_server
from tests.plugin.project import Project, Run
from tests.plugin.test_main_job import EVERYTHING, FILES


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which everything passed and was recorded."""
    made = Project(tmp_path_factory.mktemp("template") / "project")
    made.write({**FILES, "pytest.ini": "[pytest]\n"})
    made.impacted()
    return made.root


@pytest.fixture
def recorded(template: Path, tmp_path: Path) -> Project:
    """A copy of that project."""
    return Project(Path(shutil.copytree(template, tmp_path / "project")))


def notices(run: Run) -> list[str]:
    """Return our lines but the last, having made sure that nothing else was printed because of the map."""
    assert "Traceback" not in run.output + run.errors
    assert "Error" not in run.errors
    return [line for line in run.output.splitlines() if line.startswith("impacted: ")][:-1]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def scribble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)


def replace_by_text(path: Path) -> None:
    path.write_text("nothing that SQLite could read\n" * 10)


def take_from_another_program(path: Path) -> None:
    path.unlink()
    execute(path, "CREATE TABLE photo (name TEXT)")


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


DAMAGES = [cut, scribble, replace_by_text, take_from_another_program]


# The workers never see the map: one damage tells for all.
@pytest.mark.parametrize(("spoil", "spread"), [*((each, ()) for each in DAMAGES), (cut, ("-n", "2"))])
def test_damaged_map_is_kept_aside(recorded: Project, spoil: Callable[[Path], None], spread: tuple[str, ...]) -> None:
    path = recorded.root / ".impact" / "map.db"
    spoil(path)
    before = path.read_bytes()
    recorded.replace("lib.py", "a * b", "a - b")
    run = recorded.impacted(*spread)
    assert (run.ran, run.failed, run.code) == (EVERYTHING, {"test_multiply"}, 1)
    [notice] = notices(run)
    assert "is damaged" in notice
    assert notice.endswith("Everything runs; it is kept as map.db.damaged-1, and another begun.")
    assert path.with_name("map.db.damaged-1").read_bytes() == before
    assert recorded.impacted().ran == {"test_multiply"}


def test_damaged_map_is_left_where_nothing_is_recorded(recorded: Project) -> None:
    path = recorded.root / ".impact" / "map.db"
    cut(path)
    before = path.read_bytes()
    run = recorded.pytest("--impacted-no-record")
    assert (run.ran, run.code, len(notices(run))) == (EVERYTHING, 0, 1)
    assert path.read_bytes() == before


def test_map_of_a_later_version_is_left_alone(recorded: Project) -> None:
    path = recorded.root / ".impact" / "map.db"
    execute(path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    run = recorded.impacted()
    assert (run.ran, run.code) == (EVERYTHING, 0)
    [notice] = notices(run)
    assert "later pytest-openedx" in notice
    assert run.last_line == "impacted: 2 tests run, nothing recorded"
    assert path.read_bytes() == before


def test_empty_map_is_none(recorded: Project) -> None:
    (recorded.root / ".impact" / "map.db").write_bytes(b"")
    run = recorded.impacted()
    assert (run.ran, notices(run)) == (EVERYTHING, [])
    assert recorded.impacted().ran == set()


def test_folder_in_place_of_the_map(recorded: Project) -> None:
    path = recorded.root / ".impact" / "map.db"
    path.unlink()
    (path / "precious").mkdir(parents=True)
    run = recorded.impacted()
    assert (run.ran, run.code, len(notices(run))) == (EVERYTHING, 0, 1)
    assert (path.with_name("map.db.damaged-1") / "precious").exists()
    assert recorded.impacted().ran == set()


@contextmanager
def without_write_bits(path: Path) -> Iterator[None]:
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        path.chmod(mode)


@pytest.mark.parametrize("place", [".impact/map.db", ".impact"])
def test_read_only_map_serves_selection_alone(recorded: Project, place: str) -> None:
    path = recorded.root / ".impact" / "map.db"
    recorded.replace("lib.py", "a * b", "b * a")
    before = path.read_bytes()
    with without_write_bits(recorded.root / place):
        run = recorded.impacted()
        [notice] = notices(run)
        assert "is read-only" in notice
        assert (run.ran, run.last_line) == (EVERYTHING, "impacted: 2 tests run, nothing recorded")
        assert path.read_bytes() == before
        selection = recorded.pytest("--impacted-no-record")
        assert (selection.ran, notices(selection)) == ({"test_multiply"}, [])


def test_locked_map(recorded: Project) -> None:
    recorded.replace("lib.py", "a * b", "a - b")
    with closing(sqlite3.connect(recorded.root / ".impact" / "map.db", isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        run = recorded.impacted()
    assert (run.ran, run.failed, run.code) == (EVERYTHING, {"test_multiply"}, 1)
    [notice] = notices(run)
    assert "Another process holds the impact map" in notice
    assert recorded.impacted().ran == {"test_multiply"}


def test_map_held_by_a_writer_is_read_and_the_loss_told(recorded: Project) -> None:
    recorded.replace("lib.py", "a * b", "a - b")
    with closing(sqlite3.connect(recorded.root / ".impact" / "map.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        run = recorded.impacted()
    assert (run.ran, run.code) == ({"test_multiply"}, 1)
    [notice] = notices(run)
    assert "is lost; its verdict stands" in notice


@pytest.mark.parametrize("place", ["lib.py/map", "lib.py"])
def test_no_place_for_a_map(recorded: Project, place: str) -> None:
    recorded.replace("lib.py", "a * b", "a - b")
    before = (recorded.root / "lib.py").read_bytes()
    run = recorded.impacted(f"--impacted-map={place}")
    assert (run.ran, run.code) == (EVERYTHING, 1)
    assert len(notices(run)) == 1
    assert (recorded.root / "lib.py").read_bytes() == before


def test_full_disk(recorded: Project) -> None:
    recorded.environment["PYTHONDONTWRITEBYTECODE"] = "1"
    recorded.replace("lib.py", "a * b", "a - b")
    with fork_server().small_disk(33_000):  # a reader's shared memory fits, a batch does not
        run = recorded.impacted()
    assert (run.ran, run.failed, run.code) == ({"test_multiply"}, {"test_multiply"}, 1)
    [notice] = notices(run)
    assert "is lost; its verdict stands" in notice
    assert recorded.impacted().ran == {"test_multiply"}
    recorded.replace("lib.py", "a - b", "a * b")
    assert recorded.impacted().code == 0
