"""Every bad state of the map has a name and one calm line, and nothing is lost by it."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.errors import (
    MapAbsent,
    MapDamaged,
    MapError,
    MapLocked,
    MapReadOnly,
    MapTooNew,
    MapTooOld,
)
from impact.map.aside import set_aside
from impact.map.condition import is_absent, locate
from impact.map.reader import MapReader
from impact.map.schema import LATER, OLDEST, STEPS, VERSION
from impact.map.sources import KeptSources
from impact.map.writer import MapWriter
from impact.model import Batch, KeptSource
from tests.impact.map.samples import ENVIRONMENT, batch, claim, kept_records, record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A map with a hundred records."""
    path = tmp_path / ".impact" / "map.db"
    with MapWriter(path) as writer:
        writer.write(
            batch(
                *(record(f"test_{n}", claim(f=f"{n}"), claim(g="1")) for n in range(100)),
                analyses={"content": KeptSource("text " * 1000)},
            )
        )
    return path


def read_all(path: Path) -> None:
    """Ask a map everything."""
    with MapReader(path, timeout=0.1) as reader:
        dependencies = reader.dependencies()
        claims = reader.claims_of(dependencies)
        reader.unheld()
        reader.sets_with({each.id for found in claims.values() for each in found})
        for one in reader.records(ENVIRONMENT.digest):
            reader.claims_in(one.sets)
        KeptSources(reader).analyses(["content"])
        reader.overview()


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def refuse(path: Path, fault: type[MapError], match: str) -> MapError:
    """Check that neither side opens the map, with a message of one line, and that the file stays as it was."""
    before = path.read_bytes()
    for attempt in (lambda: read_all(path), lambda: MapWriter(path, timeout=0.1)):
        with pytest.raises(fault, match=match) as caught:
            attempt()
        assert "\n" not in str(caught.value)
        assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    return caught.value


def test_no_map(tmp_path: Path) -> None:
    for missing in (tmp_path / "map.db", tmp_path / "no" / "map.db"):
        with pytest.raises(MapAbsent, match="no impact map"):
            MapReader(missing)
        assert is_absent(missing)
        assert not missing.exists()


def test_an_empty_file_is_no_map_and_becomes_one(tmp_path: Path) -> None:
    path = tmp_path / "map.db"
    path.touch()
    with pytest.raises(MapAbsent):
        MapReader(path)
    with MapWriter(path) as writer:
        writer.write(batch(record("t", claim(f="1"))))
    assert len(kept_records(path)) == 1


def test_a_map_whose_creation_was_cut_off_is_no_map_and_becomes_one(tmp_path: Path) -> None:
    path = tmp_path / "map.db"
    alter(path, "PRAGMA journal_mode = WAL")
    with pytest.raises(MapAbsent):
        MapReader(path)
    with MapWriter(path):
        pass
    read_all(path)


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.3, 0.5, 0.99])
def test_a_truncated_map(path: Path, share: float) -> None:
    os.truncate(path, max(1, int(path.stat().st_size * share)))
    refuse(path, MapDamaged, "damaged")


def test_a_file_of_something_else(path: Path) -> None:
    path.write_text("no map at all\n" * 100)
    refuse(path, MapDamaged, "no SQLite file")


def test_a_database_of_another_program(path: Path) -> None:
    path.unlink()
    alter(path, "CREATE TABLE something (x)")
    refuse(path, MapDamaged, "another program")


def test_a_missing_table(path: Path) -> None:
    alter(path, "DROP TABLE record")
    refuse(path, MapDamaged, "lacks record")


def test_a_map_with_a_trigger_is_not_trusted(path: Path) -> None:
    alter(path, "CREATE TRIGGER trap AFTER INSERT ON record BEGIN DELETE FROM record; END")
    refuse(path, MapDamaged, "trigger")


def test_a_later_version_is_left_alone(path: Path) -> None:
    alter(path, "PRAGMA user_version = 99")
    refuse(path, MapTooNew, "version 99")


def test_an_earlier_version_is_put_aside(path: Path) -> None:
    alter(path, "PRAGMA user_version = 0")
    fault = refuse(path, MapTooOld, "too old")
    assert set_aside(fault) == path.with_name("map.db.old-1")


@pytest.mark.parametrize("version", range(OLDEST, VERSION))
def test_a_map_of_an_earlier_version_is_carried_over_without_its_parsed_sources(path: Path, version: int) -> None:
    with MapReader(path) as reader:
        claims = range(1, 1 + reader.overview().claims)
        found, outlines = reader.sets_with(claims), reader.outlines(ENVIRONMENT.digest)
    dropped = any("DELETE FROM source" in step for each in range(version, VERSION) for step in STEPS[each])
    later = [name for name, since in LATER.items() if since > version]
    alter(path, *(f"DROP TABLE {name}" for name in later), f"PRAGMA user_version = {version}")
    records = kept_records(path)
    with MapReader(path) as reader:
        assert reader.sets_with(claims) == found
        assert reader.outlines(ENVIRONMENT.digest) == (None if "outline" in later else outlines)
    with MapWriter(path):
        pass
    with MapReader(path) as reader:
        assert (KeptSources(reader).analyses(["content"]) == {}) is dropped
        assert reader.outlines(ENVIRONMENT.digest) == outlines
        assert reader.overview().version == VERSION
        assert reader.sets_with(claims) == found != {}
    assert kept_records(path) == records


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET sets = 'text'",
        "UPDATE record SET outcome = 'exploded'",
        "UPDATE record SET duration = x'00'",
        "UPDATE claim_set SET claims = x'62ffff'",
        "UPDATE claim SET facts = x'49ffffff7f'",
        "UPDATE dependency SET kind = 'x'",
        "UPDATE dependency SET signature = '1 2 three 4'",
        "UPDATE dependency SET content = 7",
        "UPDATE source SET analysis = x'00'",
        "UPDATE test SET nodeid = CAST(x'ff' || id AS TEXT)",
        "UPDATE environment SET facts = '['",
        "UPDATE environment SET facts = '3'",
    ],
)
def test_a_malformed_value(path: Path, statement: str) -> None:
    alter(path, statement)
    with pytest.raises(MapDamaged):
        read_all(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_overwritten_bytes_never_raise_anything_else(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    broken = bytearray(whole)
    position = data.draw(st.integers(0, len(whole) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=40))
    broken[position : position + len(junk)] = junk
    path.write_bytes(broken)
    try:
        read_all(path)
    except MapError:
        pass
    finally:
        for companion in ("-wal", "-shm"):
            path.with_name(path.name + companion).unlink(missing_ok=True)
        path.write_bytes(whole)


def test_a_locked_map(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(MapLocked, match="Another process"):
            read_all(path)
        with pytest.raises(MapLocked, match="Another process"):
            MapWriter(path, timeout=0.1)
    read_all(path)


def test_another_session_that_writes_for_too_long(path: Path) -> None:
    with MapWriter(path, timeout=0.1) as writer, closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        read_all(path)
        with pytest.raises(MapLocked):
            writer.write(batch(record("t", claim(f="1"))))
        holder.execute("ROLLBACK")
        writer.write(batch(record("t", claim(f="1"))))


@pytest.fixture(params=["file", "folder"])
def read_only(path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The map where it, or its folder, has no write bit."""
    place = path if request.param == "file" else path.parent
    place.chmod(place.stat().st_mode & ~0o222)
    yield path
    place.chmod(place.stat().st_mode | stat.S_IWUSR)


def test_a_read_only_map_is_read_and_not_written(read_only: Path) -> None:
    before = {each: each.read_bytes() for each in read_only.parent.iterdir()}
    read_all(read_only)
    with pytest.raises(MapReadOnly, match="read-only"):
        MapWriter(read_only)
    assert {each: each.read_bytes() for each in read_only.parent.iterdir()} == before


def test_a_read_only_map_with_changes_still_in_the_log_is_not_half_read(path: Path) -> None:
    with MapWriter(path) as writer:
        writer.write(Batch(ENVIRONMENT, gone=("test_1",)))
        path.chmod(0o444)
        with pytest.raises(MapReadOnly, match="not closed properly"):
            read_all(path)
        path.chmod(0o644)


def test_a_map_that_becomes_read_only_while_open(path: Path) -> None:
    with closing(sqlite3.connect(path)):
        writer = MapWriter(path)
    writer._connection.execute("PRAGMA query_only = ON")  # what a remounted disk looks like
    with writer, pytest.raises(MapReadOnly):
        writer.write(Batch(ENVIRONMENT, gone=("test_1",)))


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MapError, match="can't be created"):
        MapWriter(tmp_path / "file" / "map.db")


def test_damaged_maps_are_kept_under_numbers(path: Path) -> None:
    for number in (1, 2):
        path.write_text(f"damage {number}")
        path.with_name("map.db-wal").write_text(f"log {number}")
        with pytest.raises(MapDamaged) as caught:
            MapReader(path)
        assert set_aside(caught.value) == path.with_name(f"map.db.damaged-{number}")
        assert not path.exists()
    for number in (1, 2):
        assert path.with_name(f"map.db.damaged-{number}").read_text() == f"damage {number}"
        assert path.with_name(f"map.db.damaged-{number}-wal").read_text() == f"log {number}"


def test_only_the_first_of_two_sessions_puts_a_map_aside(path: Path) -> None:
    path.write_text("damage")
    faults = []
    for _ in range(2):
        with pytest.raises(MapDamaged) as caught:
            MapReader(path)
        faults.append(caught.value)
    assert set_aside(faults[0]) is not None
    with MapWriter(path):
        pass
    assert set_aside(faults[1]) is None
    read_all(path)


def test_a_file_chosen_by_hand_is_not_renamed(tmp_path: Path) -> None:
    other = tmp_path / "precious.db"
    other.write_text("not ours")
    with pytest.raises(MapDamaged) as caught:
        MapReader(other)
    with pytest.raises(MapDamaged):
        set_aside(caught.value)
    assert other.read_text() == "not ours"


def test_locating(tmp_path: Path) -> None:
    assert locate(tmp_path) == tmp_path / "map.db"
    assert locate(tmp_path / "map.db") == tmp_path / "map.db"
    assert locate(tmp_path / "unborn") == tmp_path / "unborn" / "map.db"


def test_reading_imports_nothing_heavy() -> None:
    script = "import sys, impact.map.reader; print({'sqlite_utils', 'rich', 'click'} & set(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert answer.stdout.strip() == "set()"
