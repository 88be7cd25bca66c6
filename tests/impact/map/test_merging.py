"""Maps merged in any order, any number of times, are the map of all that was observed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
import zlib
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.errors import MapError, MapRefused
from impact.map import merging, taking
from impact.map.packing import pack_prose
from impact.map.reader import MapReader
from impact.map.runs import read_runs
from impact.map.writer import MapWriter
from impact.model import Batch, Claim, Dependency, Kind, Outcome, Sighting, Signature, digest
from impact.selection.choosing import Staleness
from impact.selection.opening import Files
from impact.selection.present import Present
from tests.impact.map.samples import ENVIRONMENT, MODULE, TEMPLATE, batch, claim, kept_records, record
from tests.impact.map.strategies import ENVIRONMENTS, batches

SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(path: Path, batches: Sequence[Batch], start: int = 1) -> Path:
    clock = count(start)
    with MapWriter(path, clock=lambda: next(clock)) as writer:
        for each in batches:
            writer.write(each)
    return path


def merged(path: Path, *origins: Path) -> Path:
    with MapWriter(path) as writer:
        for origin in origins:
            writer.take_in(origin)
    return path


def told(path: Path) -> object:
    """Return all that a map says, without the numbers that it gives to things."""
    with MapReader(path) as reader:
        dependencies = reader.dependencies()
        claims = reader.claims_of(dependencies)
        unheld = reader.unheld()
        held = {
            (dependencies[owner][0], frozenset(each.facts.items()), each.id not in unheld)
            for owner, found in claims.items()
            for each in found
        }
        records = {
            (environment.digest, each.test, each.outcome, each.duration, each.seen)
            for environment in (*ENVIRONMENTS, ENVIRONMENT)
            for each in reader.records(environment.digest)
        }
        kept = [kept_records(path, environment) for environment in (*ENVIRONMENTS, ENVIRONMENT)]
        contents = {dependency: sighting.content for dependency, sighting in dependencies.values()}
        return held, records, kept, contents, reader.overview().sources, outlined(reader)


def outlined(reader: MapReader) -> object:
    return [
        {
            (each.file, each.tests, round(each.seconds, 6), each.whole)
            for each in reader.outlines(environment.digest) or ()
        }
        for environment in ENVIRONMENTS
    ]


@SLOW
@given(st.lists(st.lists(batches(), max_size=2), min_size=3, max_size=3))
def test_order_grouping_and_repetition_make_no_difference(parts: list[list[Batch]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a, b, c = (written(folder / f"{at}.db", part, 1 + at * 7 % 5) for at, part in enumerate(parts))
        together = told(merged(folder / "together.db", a, b, c))
        assert told(merged(folder / "backwards.db", c, b, a)) == together
        first = merged(folder / "first.db", b, c)
        assert told(merged(folder / "grouped.db", a, first)) == together
        assert told(merged(folder / "twice.db", a, b, c, a, first, b)) == together
        last = merged(folder / "last.db", c, b)
        assert told(merged(a, last)) == together


@SLOW
@given(st.lists(batches(), max_size=3), st.data())
def test_a_merged_map_chooses_like_the_map_that_it_was_made_of(written_ones: list[Batch], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        original = written(folder / "a.db", written_ones)
        copy = merged(folder / "b.db", original)
        stale = data.draw(st.sets(st.sampled_from(["f", ""])))

        def verdict(path: Path) -> object:
            with MapReader(path) as reader:
                claims = [each for found in reader.claims_of(reader.dependencies()).values() for each in found]
                wrong = reader.unheld() | {each.id for each in claims if stale & each.facts.keys()}
                files = Files(reader, ENVIRONMENTS[0].digest, Staleness(reader, Present(stale=wrong)))
                choice = files.choose()
                return choice.impacted.keys(), choice.deselected, choice.resting_files, choice.known_files

        assert verdict(copy) == verdict(original)


def test_shards_merge_into_the_map_of_one_recording(tmp_path: Path) -> None:
    records = [
        record(f"test_{at % 8}.py::t{at}", claim(**{f"f{at % 5}": "1"}), claim(TEMPLATE, whole="1")) for at in range(40)
    ]
    whole = written(tmp_path / "whole.db", [batch(*records)])
    shards = [written(tmp_path / f"{at}.db", [batch(*records[at::8])]) for at in range(8)]
    assert told(merged(tmp_path / "all.db", *shards)) == told(whole)


def test_a_map_merged_into_itself_stays_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.db", [batch(record("t.py::t", claim(f="1")))])
    before = told(path)
    assert told(merged(path, path)) == before


def test_a_failure_outlives_any_merge(tmp_path: Path) -> None:
    failed = written(tmp_path / "a.db", [batch(record("t", claim(f="1"), outcome=Outcome.FAILED))])
    passed = written(tmp_path / "b.db", [batch(record("t", claim(f="1")))], start=9)
    both = merged(tmp_path / "c.db", failed, passed)
    assert {rests for _, rests, _ in kept_records(both)} == {True, False}
    with MapReader(both) as reader:
        assert set(Files(reader, ENVIRONMENT.digest, Staleness(reader, Present())).choose().impacted) == set()
        assert not Files(reader, ENVIRONMENT.digest, Staleness(reader, Present())).choose().resting_files


def test_what_another_machine_saw_of_files_vouches_for_nothing_here(tmp_path: Path) -> None:
    signed = {MODULE: Sighting("content", Signature(1, 2, 3, 4))}
    theirs = written(tmp_path / "a.db", [batch(record("t", claim(f="1")), sightings=signed)])
    mine = written(
        tmp_path / "b.db",
        [batch(record("u", claim(g="1")), sightings={TEMPLATE: Sighting("x", Signature(5, 6, 7, 8))})],
    )
    with MapReader(merged(mine, theirs)) as reader:
        found = dict(reader.dependencies().values())
    assert found[MODULE] == Sighting("content")
    assert found[TEMPLATE].signature == Signature(5, 6, 7, 8)


def test_claims_seen_under_another_content_are_judged_again(tmp_path: Path) -> None:
    old = written(tmp_path / "a.db", [batch(record("t", claim(f="1")), content="aa")])
    new = written(tmp_path / "b.db", [batch(record("t", claim(f="2")), content="bb")])
    for number, order in enumerate([(old, new), (new, old)]):
        with MapReader(merged(tmp_path / f"c{number}.db", *order)) as reader:
            claims = {each.id: each.facts for found in reader.claims_of([1]).values() for each in found}
            assert [claims[each] for each in reader.unheld()] == [{"f": "1"}]


def test_only_the_wanted_environment_is_taken(tmp_path: Path) -> None:
    observed = record("t.py::t", claim(f="1"))
    both = written(tmp_path / "a.db", [batch(observed), Batch(ENVIRONMENTS[1], (observed,))])
    with MapWriter(tmp_path / "b.db") as writer:
        writer.take_in(both, lambda environment: environment.digest == ENVIRONMENTS[1].digest)
    assert not kept_records(tmp_path / "b.db")
    assert len(kept_records(tmp_path / "b.db", ENVIRONMENTS[1])) == 1


def test_tests_that_rest_on_files_outside_the_root_will_run(tmp_path: Path) -> None:
    outside = Claim(Dependency(Kind.SOURCE, "../other/lib.py"), frozenset({("", "1")}))
    theirs = written(
        tmp_path / "a.db",
        [batch(record("t.py"), record("t.py::in", claim(f="1")), record("t.py::out", outside, claim(f="1")))],
    )
    with MapWriter(tmp_path / "b.db") as writer:
        assert writer.take_in(theirs).outside == 1
    with MapReader(tmp_path / "b.db") as reader:
        choice = Files(reader, ENVIRONMENT.digest, Staleness(reader, Present())).choose()
        assert set(choice.impacted) == {"t.py::out"}
        assert choice.resting_files == frozenset()
        assert all(".." not in each.place for each, _ in reader.dependencies().values())


class TestRefused:
    """A map that is not what a map must be is refused, and the other one stays as it was."""

    @pytest.fixture
    def theirs(self, tmp_path: Path) -> Path:
        return written(tmp_path / "theirs.db", [batch(record("t.py::t", claim(f="1"), claim(TEMPLATE, whole="1")))])

    @pytest.fixture
    def mine(self, tmp_path: Path) -> Path:
        return written(tmp_path / "mine.db", [batch(record("u.py::u", claim(g="1")))])

    @pytest.mark.parametrize(
        ("statement", "reason"),
        [
            ("UPDATE dependency SET place = '/etc/passwd'  WHERE id = 1", "is no (source|file) of a project"),
            ("UPDATE dependency SET place = 'a/../../b' WHERE id = 1", "is no (source|file) of a project"),
            ("UPDATE dependency SET kind = 'pickle' WHERE id = 1", r"a value in dependency\.kind is none"),
            ("UPDATE dependency SET kind = 'distribution', place = '../x' WHERE id = 1", "is no distribution"),
            ("UPDATE test SET nodeid = 't.py::' || char(27) || '[2J'", "is no node id"),
            ("UPDATE test SET nodeid = '/t.py::t'", "is no node id"),
            ("UPDATE fact SET fingerprint = '2'", "a claim is not what its digest says"),
            ("UPDATE claim SET facts = x'00'", "an id list of unknown form"),
            ("UPDATE claim SET facts = 'text'", r"a value in claim\.facts is none"),
            ("UPDATE claim_set SET claims = x'4207'", "refers to 7, which is not there"),
            ("UPDATE claim_set SET digest = zeroblob(12)", "a claim set is not what its digest says"),
            ("DELETE FROM claim_set", "refers to"),
            ("DELETE FROM test", r"a value in record\.test_id is none"),
            ("UPDATE record SET outcome = 'skipped and more'", r"a value in record\.outcome is none"),
            ("UPDATE record SET duration = 1e300", r"a value in record\.duration is none"),
            ("UPDATE record SET digest = zeroblob(12)", "a record is not what its digest says"),
            ("UPDATE environment SET facts = '[[\"a\"]]'", "pairs of texts"),
            ("UPDATE environment SET facts = 'x'", "a malformed value"),
            (
                "CREATE TRIGGER t AFTER INSERT ON test BEGIN DELETE FROM record; END",
                "its trigger 't' is not that of an impact map",
            ),
            ("CREATE TABLE stray (x)", "its table 'stray' is not that of an impact map"),
            ("CREATE INDEX stray ON test (abs(id))", "its index 'stray' is not that of an impact map"),
            ("PRAGMA user_version = 4", "of version 4, not"),
        ],
    )
    def test_with_the_reason(self, theirs: Path, mine: Path, statement: str, reason: str) -> None:
        connection = sqlite3.connect(theirs)
        connection.execute(statement)
        connection.commit()
        connection.close()
        before = told(mine)
        with MapWriter(mine) as writer, pytest.raises(MapRefused, match=reason) as caught:
            writer.take_in(theirs)
        assert caught.value.path == theirs
        assert told(mine) == before

    @pytest.mark.parametrize("column", ["claim_set.claims", "claim.facts", "record.sets"])
    def test_if_few_bytes_unpack_to_more_ids_than_memory_holds(self, theirs: Path, mine: Path, column: str) -> None:
        table, _, name = column.partition(".")
        bomb = b"b" + zlib.compress(bytes(merging.LONGEST_LIST + 1), 9)
        assert len(bomb) < 10_000
        with contextlib.closing(sqlite3.connect(theirs)) as connection, connection:
            connection.execute(f"UPDATE {table} SET {name} = ?", (bomb,))
        with MapWriter(mine) as writer, pytest.raises(MapRefused, match="too large"):
            writer.take_in(theirs)

    @pytest.mark.parametrize(
        ("limit", "reason"),
        [("LARGEST_SOURCE", "cut off or too large"), ("MOST_OF_SOURCES", "its sources unpack to more than any map")],
    )
    def test_if_its_sources_unpack_to_too_much(
        self, theirs: Path, mine: Path, limit: str, reason: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with contextlib.closing(sqlite3.connect(theirs)) as connection, connection:
            row = (bytes(12), bytes(12), zlib.compress(b"word"), zlib.compress(bytes(5000)))
            connection.execute("INSERT INTO source (content, level, words, analysis) VALUES (?, ?, ?, ?)", row)
        monkeypatch.setattr(taking, limit, 5000 - 1)
        with MapWriter(mine) as writer, pytest.raises(MapRefused, match=reason):
            writer.take_in(theirs)

    @pytest.mark.parametrize("seconds", ["NaN", "Infinity", "-1", '"much"', "true"])
    def test_but_for_runs_that_are_malformed(self, theirs: Path, mine: Path, seconds: str) -> None:
        facts = {"selected": True, "known": 1, "ran": 1, "failed": 0, "saved": 0.5, "impacted": [], "changes": []}
        environment = ENVIRONMENT.digest
        with contextlib.closing(sqlite3.connect(theirs)) as connection, connection:
            for began, given in ((1, seconds), (2, "1.5")):
                text = json.dumps(facts).replace("{", f'{{"seconds": {given}, ', 1)
                row = (bytes.fromhex(digest([environment, str(began), text])), bytes.fromhex(environment), began)
                connection.execute(
                    "INSERT INTO run (digest, environment, began, facts) VALUES (?, ?, ?, ?)", (*row, pack_prose(text))
                )
        with MapWriter(mine) as writer:
            writer.take_in(theirs)
        with MapReader(mine) as reader:
            assert [each.seconds for each in read_runs(reader)] == [1.5]

    def test_or_goes_on_writing(self, theirs: Path, mine: Path) -> None:
        theirs.write_bytes(theirs.read_bytes()[:-5000] + bytes(5000))
        with MapWriter(mine) as writer:
            with pytest.raises(MapRefused):
                writer.take_in(theirs)
            writer.write(batch(record("still.py::writes")))
        assert len(kept_records(mine)) == 2

    def test_unless_it_only_speaks_of_places_outside(self, theirs: Path, mine: Path) -> None:
        with sqlite3.connect(theirs) as connection:
            connection.execute("UPDATE test SET nodeid = '../../t.py::t'")
        connection.close()
        with MapWriter(mine) as writer:
            assert writer.take_in(theirs).records == 0

    @settings(max_examples=25, deadline=None)
    @given(st.data())
    def test_or_taken_in_whole_whatever_byte_is_wrong(self, data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as name:
            theirs = written(Path(name, "a.db"), [batch(record("t.py::t", claim(f="1"), claim(TEMPLATE, whole="1")))])
            mine = written(Path(name, "b.db"), [batch(record("u.py::u", claim(g="1")))])
            content = bytearray(theirs.read_bytes())
            for _ in range(data.draw(st.integers(1, 4))):
                content[data.draw(st.integers(100, len(content) - 1))] = data.draw(st.integers(0, 255))
            theirs.write_bytes(content)
            with MapWriter(mine) as writer, contextlib.suppress(MapError):
                writer.take_in(theirs)
            with MapReader(mine) as reader:
                reader.examine()
                assert {"u.py::u"} <= {each.test for each in reader.records(ENVIRONMENT.digest)}
