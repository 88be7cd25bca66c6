"""What was written is read back; batches are whole, and those of several sessions all arrive."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.map.reader import MapReader
from impact.map.sources import KeptSources
from impact.map.writer import MapWriter
from impact.model import Batch, Claim, Dependency, KeptSource, Kind, Outcome, Record, Sighting, Signature
from tests.impact.map.samples import ENVIRONMENT, MODULE, TEMPLATE, batch, claim, kept_records, record
from tests.impact.map.strategies import ENVIRONMENTS, batches

RESTING = [outcome for outcome in Outcome if outcome.rests]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".impact" / "map.db"


def write(path: Path, *many: Batch) -> None:
    with MapWriter(path) as writer:
        for one in many:
            writer.write(one)


def test_the_folder_keeps_itself_out_of_version_control(path: Path) -> None:
    write(path)
    assert (path.parent / ".gitignore").read_text() == "*\n"


def test_a_closed_map_is_one_file(path: Path) -> None:
    write(path, batch(record("t", claim(f="1"))))
    assert {each.name for each in path.parent.iterdir()} == {".gitignore", "map.db"}


def test_odd_names_come_back(path: Path) -> None:
    odd = Dependency(Kind.FILE, "caf\udce9/\0/\U0001f600 'quoted'.txt")
    observed = record("t[\udcff-\0]", Claim(odd, frozenset({("\udc80", "\0"), ("", "AB" * 12)})))
    sighting = Sighting("\udcff", Signature(-1, 10**20, 2**63, 2**128))
    write(path, Batch(ENVIRONMENT, (observed,), {odd: sighting}, {"\udcff": KeptSource("text \udcff")}))
    with MapReader(path) as reader:
        assert list(reader.dependencies().values()) == [(odd, sighting)]
        assert [facts for _, _, facts in reader.claims_in([1])] == [{"\udc80": "\0", "": "AB" * 12}]
        assert reader.records(ENVIRONMENT.digest)[0].test == observed.test
        assert KeptSources(reader).analysis("\udcff") == "text \udcff"
        assert KeptSources(reader).analysis("unknown") is None


@settings(max_examples=40, deadline=None)
@given(st.lists(batches(RESTING, gone=False), min_size=2, max_size=2))
def test_the_order_of_two_batches_of_passes_does_not_matter(two: list[Batch]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        there, back = Path(folder, "there.db"), Path(folder, "back.db")
        write(there, *two)
        write(back, *reversed(two))
        for environment in ENVIRONMENTS:
            assert kept_records(there, environment) == kept_records(back, environment)


def test_a_changed_dependency_keeps_only_the_claims_known_to_hold(path: Path) -> None:
    stays, breaks = claim(f="1"), claim(g="1")
    write(
        path,
        batch(record("one", stays), record("two", breaks)),
        batch(content="new", sightings={MODULE: Sighting("new")}, holding={MODULE: frozenset({stays.digest})}),
    )
    with MapReader(path) as reader:
        unheld = reader.unheld()
        assert [each.facts for each in reader.claims_of([1])[1] if each.id in unheld] == [{"g": "1"}]
        impacted = {each for sets in reader.sets_with(unheld).values() for each in sets}
        assert [each.test for each in reader.records(ENVIRONMENT.digest) if impacted & set(each.sets)] == ["two"]


def test_a_claim_about_what_was_not_looked_at_does_not_hold(path: Path) -> None:
    write(path, batch(record("t", claim(TEMPLATE, whole="1")), sightings={}))
    with MapReader(path) as reader:
        assert reader.unheld() == {1}
        assert list(reader.dependencies().values()) == [(TEMPLATE, Sighting(""))]


def test_a_failure_removes_the_pass_it_disproves_and_a_pass_the_failure(path: Path) -> None:
    passed, failed = record("t", claim(f="1")), record("t", claim(f="1"), claim(g="1"), outcome=Outcome.FAILED)
    write(path, batch(passed), batch(failed))
    assert {rests for _, rests, _ in kept_records(path)} == {False}
    write(path, batch(passed))
    assert {rests for _, rests, _ in kept_records(path)} == {True}


def test_a_deleted_test_leaves_only_its_own_environment(path: Path) -> None:
    other = ENVIRONMENTS[1]
    observed = record("t", claim(f="1"))
    write(path, batch(observed), Batch(other, (observed,)), Batch(ENVIRONMENT, gone=("t", "never seen")))
    assert not kept_records(path)
    assert len(kept_records(path, other)) == 1
    write(path, Batch(other, gone=("t",)))
    with MapReader(path) as reader:
        assert reader.overview().tests == 0


def test_what_nobody_refers_to_is_swept_out(path: Path) -> None:
    write(
        path,
        batch(
            record("t", claim(f="1")), record("u", claim(TEMPLATE, whole="1")), analyses={"content": KeptSource("text")}
        ),
        Batch(ENVIRONMENT, gone=("t", "u")),
    )
    with MapWriter(path) as writer:
        writer.sweep()
    with MapReader(path) as reader:
        figures = reader.overview()
    assert (figures.claims, figures.claim_sets, figures.dependencies, figures.sources, figures.environments) == (
        0,
        0,
        {},
        0,
        (),
    )


def test_sweeping_starts_by_itself_when_much_was_dropped(path: Path) -> None:
    many = [record(f"test_{number}", claim(f=f"{number}")) for number in range(2500)]
    write(path, batch(*many), Batch(ENVIRONMENT, gone=tuple(each.test for each in many)))
    with MapReader(path) as reader:
        assert reader.overview().claims == 0


def test_a_writer_notices_what_another_has_swept_out(path: Path) -> None:
    observed = record("t", claim(f="1"))
    with MapWriter(path) as one, MapWriter(path) as other:
        one.write(batch(observed))
        other.write(Batch(ENVIRONMENT, gone=("t",)))
        other.sweep()
        one.write(batch(observed))
    assert len(kept_records(path)) == 1


def test_a_batch_that_fails_half_way_leaves_nothing(path: Path) -> None:
    wrong = Record("wrong", Outcome.PASSED, object(), frozenset())  # type: ignore[arg-type]  # the point of it
    with MapWriter(path) as writer:
        with pytest.raises(Exception, match=r"object|type"):
            writer.write(batch(record("t", claim(f="1")), wrong))
        writer.write(batch(record("u", claim(f="1"))))
    assert {test for test, _, _ in kept_records(path)} == {"u"}


def test_a_reader_sees_one_state_while_others_write(path: Path) -> None:
    write(path, batch(record("t", claim(f="1"))))
    with MapReader(path) as reader:
        write(path, batch(record("u", claim(g="1"))))
        assert len(reader.records(ENVIRONMENT.digest)) == 1
    assert len(kept_records(path)) == 2


SCRIPT = """
import sys
from pathlib import Path
from impact.map.writer import MapWriter
from tests.impact.map.samples import batch, claim, record
path, name, first, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with MapWriter(path) as writer:
    for number in range(first, last):
        writer.write(batch(*(record(f"{name}_{number}_{part}", claim(f=str(number)), claim(g=str(part)))
                             for part in range(40))))
        print(number, flush=True)
"""


def start(path: Path, name: str, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(path), name, str(first), str(last)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_lose_nothing(path: Path) -> None:
    processes = [start(path, name, 0, 12) for name in ("one", "other")]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    with MapReader(path) as reader:
        reader.examine()
        assert {each.test for each in reader.records(ENVIRONMENT.digest)} == {
            f"{name}_{number}_{part}" for name in ("one", "other") for number in range(12) for part in range(40)
        }
        assert reader.overview().claims == 52


def test_a_killed_writer_leaves_all_earlier_batches_whole(path: Path) -> None:
    chance = random.Random(7)
    acknowledged = -1
    for _ in range(4):
        process = start(path, "t", acknowledged + 1, 10_000)
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 6)):
            acknowledged = int(process.stdout.readline())
        time.sleep(chance.random() / 50)
        process.kill()
        acknowledged = max([acknowledged, *map(int, process.communicate()[0].split("\n")[:-1])])
        with MapReader(path) as reader:
            reader.examine()
            found = [each.test.split("_") for each in reader.records(ENVIRONMENT.digest)]
        batches_found = {int(number) for _, number, _ in found}
        assert len(found) == 40 * len(batches_found)
        assert batches_found >= set(range(acknowledged + 1))
        acknowledged = max(batches_found)
