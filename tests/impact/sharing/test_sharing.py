"""What one machine publishes another fetches: from the nearest commit, in full, and never by a wrong map."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from impact.cli import main
from impact.errors import StoreUnusable
from impact.map.reader import MapReader
from impact.map.writer import MapWriter
from impact.model import Batch, Claim, ClaimSet, Dependency, Kind, Outcome, Record, Sighting
from impact.sharing import fetching, publishing
from impact.sharing.ancestry import Checkout
from impact.sharing.fetching import Fetched, fetch
from impact.sharing.folder import Folder
from impact.sharing.keys import Part, Wanted, platform_of
from impact.sharing.memo import Memo
from impact.sharing.signing import sign
from impact.tree import content_id, signature
from tests.impact.sharing.checkouts import ELSEWHERE, HERE, commit, git, observe, recorded_in

WANTED = Wanted(platform_of(HERE))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    commit(folder, "first")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "store")


def publish(root: Path, store: Folder, *tests: str, number: int = 1, total: int = 1) -> None:
    path = observe(root.parent / f"{'-'.join(tests)}.db", *tests)
    publishing.publish(path, Checkout.around(root), store, number, total)


def fetched(root: Path, store: Folder, wanted: Wanted = WANTED) -> tuple[Fetched, set[str]]:
    path = root / ".impact" / "map.db"
    found = fetch(path, Checkout.around(root), store, wanted)
    return found, recorded_in(path) if path.exists() else set()


def test_the_nearest_commit_is_fetched(root: Path, store: Folder) -> None:
    publish(root, store, "old")
    near = commit(root, "second")
    publish(root, store, "near")
    commit(root, "third")
    found, tests = fetched(root, store)
    assert [(each.commit, each.distance, each.maps) for each in found.sources] == [(near, 1, 1)]
    assert tests == {"near"}


def test_commits_of_other_branches_are_not(root: Path, store: Folder) -> None:
    git(root, "checkout", "--quiet", "-b", "other")
    commit(root, "elsewhere")
    publish(root, store, "elsewhere")
    git(root, "checkout", "--quiet", "-")
    found, tests = fetched(root, store)
    assert (found.sources, found.published, tests) == ((), 1, set())
    git(root, "merge", "--quiet", "--no-ff", "other")
    assert fetched(root, store)[1] == {"elsewhere"}


def test_all_parts_of_a_commit_are_fetched_and_farther_ones_while_some_are_missing(root: Path, store: Folder) -> None:
    publish(root, store, "base1", number=1, total=2)
    publish(root, store, "base2", number=2, total=2)
    commit(root, "second")
    publish(root, store, "new1", number=1, total=2)
    found, tests = fetched(root, store)
    assert [each.maps for each in found.sources] == [1, 2]
    assert tests == {"new1", "base1", "base2"}
    publish(root, store, "new2", number=2, total=2)
    found, tests = fetched(root, store)
    assert [each.maps for each in found.sources] == [2]
    assert found.whole


def test_jobs_that_publish_at_once_lose_nothing(root: Path, store: Folder) -> None:
    jobs = [threading.Thread(target=publish, args=(root, store, f"t{at}")) for at in range(6)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert fetched(root, store)[1] == {f"t{at}" for at in range(6)}


def test_maps_of_other_platforms_and_environments_are_left(root: Path, store: Folder) -> None:
    path = observe(root.parent / "two.db", "here")
    observe(path, "there", environment=ELSEWHERE)
    publishing.publish(path, Checkout.around(root), store)
    fetched(root, store)
    assert not recorded_in(root / ".impact" / "map.db", ELSEWHERE)
    fetched(root, store, Wanted(platform_of(ELSEWHERE), ELSEWHERE.digest))
    assert recorded_in(root / ".impact" / "map.db", ELSEWHERE) == {"there"}


def test_a_root_below_the_top_has_maps_of_its_own(root: Path, store: Folder) -> None:
    below = root / "services" / "lms"
    below.mkdir(parents=True)
    publish(below, store, "lms")
    publish(root, store, "all")
    assert fetched(below, store)[1] == {"lms"}
    assert fetched(root, store)[1] == {"all"}


@pytest.mark.parametrize("wrong", ["cut", "foreign", "renamed"])
def test_a_wrong_map_is_refused_and_the_next_one_taken(root: Path, store: Folder, tmp_path: Path, wrong: str) -> None:
    publish(root, store, "good")
    commit(root, "second")
    publish(root, store, "bad")
    (path,) = [each for each in (tmp_path / "store").rglob("*.map") if git(root, "rev-parse", "HEAD") in str(each)]
    if wrong == "cut":
        path.write_bytes(path.read_bytes()[:-4096])
    elif wrong == "foreign":
        path.write_bytes(b"\x80\x04pickle")
    else:
        path.rename(path.with_name("..%2f..%2fetc.map"))
    found, tests = fetched(root, store)
    assert tests == {"good"}
    assert [each.distance for each in found.sources] == [1]
    assert len(found.refused) == (wrong != "renamed")
    assert all("cut off on its way" in each for each in found.refused)


@pytest.mark.parametrize("wrong", ["a folder", "too large"])
def test_a_file_that_can_not_be_taken_leaves_the_others(
    root: Path, store: Folder, tmp_path: Path, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(root, store, "good")
    commit(root, "second")
    large = observe(root.parent / "large.db", *(f"bad{at}" for at in range(2000)))
    publishing.publish(large, Checkout.around(root), store)
    (path,) = [each for each in (tmp_path / "store").rglob("*.map") if git(root, "rev-parse", "HEAD") in str(each)]
    if wrong == "a folder":
        path.unlink()
        path.mkdir()
    else:
        monkeypatch.setattr(fetching, "LARGEST_FILE", path.stat().st_size - 1)
    found, tests = fetched(root, store)
    assert tests == {"good"}
    assert len(found.refused) == 1
    assert f"{path.name} is refused: " in found.refused[0]


def test_files_that_are_as_a_fetched_map_says_are_vouched_for(root: Path, store: Folder) -> None:
    lib = root / "lib.py"
    lib.write_text("x = 1")
    os.utime(lib, (1, 1))
    same, other = Dependency(Kind.FILE, "lib.py"), Dependency(Kind.FILE, "gone.py")
    seen = {same: Sighting(content_id(b"x = 1")), other: Sighting(content_id(b"y = 1"))}
    claims = frozenset(Claim(each, frozenset({("*", sighting.content)})) for each, sighting in seen.items())
    path = root / ".impact" / "map.db"
    with MapWriter(path) as writer:
        writer.write(Batch(HERE, (Record("t", Outcome.PASSED, 0.0, frozenset({ClaimSet(claims)})),), seen))
        signed = sign(writer, root)
    with MapReader(path) as reader:
        found = dict(reader.dependencies().values())
    # The inode has changed just now: a file that may change again within a tick of the clock gets no signature.
    assert signed == sum(sighting.signature is not None for sighting in found.values())
    assert found[other].signature is None
    time.sleep(2.1)
    with MapWriter(path) as writer:
        assert sign(writer, root) == 1 - signed
    with MapReader(path) as reader:
        assert dict(reader.dependencies().values())[same].signature == signature(str(lib))


def test_names_lead_back_to_parts() -> None:
    part = Part("a" * 24, "b" * 24, 3, 8, "c" * 24)
    assert Part.parse(part.name) == part
    assert Part.parse(f"../{part.name}") is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the test forks")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_publish_that_is_killed_at_any_step_leaves_the_old_map_readable(root: Path, store: Folder) -> None:
    publish(root, store, "old")
    commit(root, "second")
    new = observe(root.parent / "new.db", "new")
    checkout, steps = Checkout.around(root), 0
    while True:
        steps += 1
        child = os.fork()
        if child == 0:
            _publish_until(steps, new, checkout, store)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        path = root.parent / f"{steps}.db"
        found = fetch(path, checkout, store, WANTED)
        assert not found.refused
        assert recorded_in(path) == ({"new"} if found.sources[0].distance == 0 else {"old"})
        if code == 0:
            break
        assert code == 9
    assert recorded_in(path) == {"new"}
    assert steps > 3


def _publish_until(step: int, path: Path, checkout: Checkout, store: Folder) -> None:
    """Publish in this process, and die at the given event that concerns the store."""
    left = step

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in ("open", "os.rename", "os.mkdir", "os.remove") and store.url in str(arguments[0]):
            left -= 1
            if left == 0:
                os._exit(9)

    sys.addaudithook(watch)
    publishing.publish(path, checkout, store)
    os._exit(0)


def test_a_memo_answers_the_same_question_for_a_while(tmp_path: Path) -> None:
    memo = Memo("url", "commit", "environment", done=False, at=1000.0)
    memo.keep(tmp_path)
    assert Memo.load(tmp_path) == memo
    assert memo.answers(Memo("url", "commit", "environment", done=True, at=1100.0))
    assert not memo.answers(Memo("url", "commit", "environment", done=True, at=2000.0))
    assert not memo.answers(Memo("url", "next", "environment", done=True, at=1001.0))
    (tmp_path / "fetched.json").write_text('{"url": 1}')
    assert Memo.load(tmp_path) is None


class TestCommands:
    def test_publish_and_fetch(
        self, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(root)
        observe(root / ".impact" / "map.db", "one", "two")
        assert main(["map", "publish", str(tmp_path / "store")]) == 0
        assert ": 2 records, " in capsys.readouterr().out
        (root / ".impact" / "map.db").unlink()
        assert main(["map", "fetch", str(tmp_path / "store")]) == 0
        assert capsys.readouterr().out.endswith(", 0 commits back (2 new records)\n")
        assert recorded_in(root / ".impact" / "map.db") == {"one", "two"}

    def test_nothing_to_publish_ends_with_1(
        self, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(root)
        MapWriter(root / ".impact" / "map.db").close()
        assert main(["map", "publish", str(tmp_path / "store")]) == 1
        assert "has no records: nothing is published" in capsys.readouterr().err

    def test_nothing_to_fetch_ends_with_1(
        self, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(root)
        assert main(["map", "fetch", str(tmp_path)]) == 1
        assert "there is no map for this interpreter" in capsys.readouterr().err

    def test_no_checkout_is_one_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(["map", "fetch", str(tmp_path)]) == 2
        error = capsys.readouterr().err
        assert error.startswith("impact: Git can't tell of the history of ")
        assert error.count("\n") == 1

    def test_merge(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        shards = [observe(tmp_path / f"{name}.db", name) for name in ("a", "b")]
        assert main(["map", "merge", *map(str, shards), "--map", str(tmp_path / "all.db")]) == 0
        assert capsys.readouterr().out.count("1 records taken in\n") == 2
        assert recorded_in(tmp_path / "all.db") == {"a", "b"}

    def test_merging_goes_on_past_a_map_that_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "no.db").write_bytes(b"\x80\x04pickle")
        maps = [tmp_path / "no.db", *(observe(tmp_path / f"{name}.db", name) for name in ("a", "b"))]
        for at, order in enumerate([maps, maps[::-1]]):
            assert main(["map", "merge", *map(str, order), "--map", str(tmp_path / f"all{at}.db")]) == 2
            assert recorded_in(tmp_path / f"all{at}.db") == {"a", "b"}
            printed = capsys.readouterr()
            assert printed.err.count("\n") == 1
            assert f"{tmp_path / 'no.db'} is damaged (it is no SQLite file)" in printed.err

    def test_merging_no_map_is_one_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "no.db").write_text("no map at all")
        assert main(["map", "merge", str(tmp_path / "no.db"), "--map", str(tmp_path / "all.db")]) == 2
        assert "it is no SQLite file" in capsys.readouterr().err

    def test_prune_keeps_what_is_there(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(root)
        (root / "test_a.py").write_text("")
        path = observe(root / ".impact" / "map.db", "test_a.py::t", "test_gone.py::t")
        assert main(["map", "prune"]) == 0
        assert "1 tests of files that are gone" in capsys.readouterr().out
        assert recorded_in(path) == {"test_a.py::t"}
        assert main(["map", "prune", "--days", "0"]) == 0


def test_a_store_that_fails_half_way_loses_nothing_here(
    root: Path, store: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(root, store, "a", number=1, total=2)
    publish(root, store, "b", number=2, total=2)
    got: list[str] = []
    get = Folder.get

    def fail_at_the_second(self: Folder, name: str, target: Path, most: int) -> None:
        got.append(name)
        if len(got) == 2:
            raise StoreUnusable(self.url, "gone")
        get(self, name, target, most)

    monkeypatch.setattr(Folder, "get", fail_at_the_second)
    with pytest.raises(StoreUnusable):
        fetched(root, store)
    assert len(recorded_in(root / ".impact" / "map.db")) == 1
