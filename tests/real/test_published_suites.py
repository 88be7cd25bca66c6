"""The plugin on suites that others have written: exactly the tests run that an edit can affect."""

from __future__ import annotations

import pickle
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from tests.real.oracle import mark_entry
from tests.real.packages import FOR_WORKERS, SUITES
from tests.real.suite import Observation, Suite, carry_out, fetch_archive, run, unpack

CACHE = Path(__file__).parents[2] / ".cache" / "real"
WHILE_IMPORTING = ""
"""What the observer credits with an entry while no test runs."""

pytestmark = pytest.mark.real


@dataclass(frozen=True, slots=True)
class Truth:
    """What plain runs of all tests say: before the edit, with who enters the function, and after it."""

    before: Observation
    after: Observation


ALONE: tuple[str, ...] = ()
AMONG_WORKERS = ("-n", "2")
CASES = [
    *(pytest.param(suite, ALONE, id=f"{suite.name}-alone") for suite in SUITES),
    *(pytest.param(suite, AMONG_WORKERS, id=f"{suite.name}-workers") for suite in FOR_WORKERS),
]


@pytest.fixture
def archive(suite: Suite) -> Path:
    return fetch_archive(suite, CACHE)


@pytest.fixture
def truth(suite: Suite, archive: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Truth:
    """The truth about the suite, found once: by the process that comes first, for all workers."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours if worker_id == "master" else ours.parent
    found = shared / f"truth-{suite.name}"
    with FileLock(found.with_suffix(".lock")):
        if not found.exists():
            found.write_bytes(pickle.dumps(find_truth(suite, archive, tmp_path_factory.mktemp("plain"))))
    known: Truth = pickle.loads(found.read_bytes())
    return known


def find_truth(suite: Suite, archive: Path, folder: Path) -> Truth:
    root = unpack(archive, folder / "marked")
    mark_entry(root / suite.edit.path, suite.edit.function)
    before = run(suite, root)
    root = unpack(archive, folder / "edited")
    carry_out(suite.edit, root)
    return Truth(before, after=run(suite, root))


@pytest.mark.parametrize(("suite", "options"), CASES)
def test_an_edit_runs_exactly_the_tests_that_execute_it(
    suite: Suite, archive: Path, truth: Truth, options: tuple[str, ...], tmp_path: Path
) -> None:
    before, after = truth.before, truth.after
    restless = {test for test in before.tests if test.startswith(suite.restless)}
    # What failed is run until it passes. Whether the restless enter the function depends on what they left on the disk.
    expected = (before.entered | before.failed) - restless
    assert WHILE_IMPORTING not in before.entered, "a function that runs at import belongs to every test: choose another"
    assert after.failed - before.failed, "the edit breaks no test: choose another"
    assert expected, "no test enters the function but restless ones: choose another"
    assert expected | restless < before.tests, "the edit reaches every test: choose another"
    root = unpack(archive, tmp_path / "tree")

    recorded = run(suite, root, "--impacted", *options)
    assert compare(recorded.outcomes.items(), before.outcomes.items()) == {}

    unchanged = run(suite, root, "--impacted", *options)
    assert compare(unchanged.tests, before.failed, allowed=restless) == {}, unchanged.output
    if not restless:  # the folders that those write would count as a change where tests are looked for
        assert unchanged.imported & (name_files(before.tests) - name_files(before.failed)) == set()

    carry_out(suite.edit, root)
    edited = run(suite, root, "--impacted", *options)
    assert compare(edited.tests, expected, allowed=restless) == {}, edited.output
    assert compare((before.outcomes | edited.outcomes).items(), after.outcomes.items()) == {}

    carry_out(suite.edit.undone, root)
    undone = run(suite, root, "--impacted", "--impacted-explain", *options)
    assert compare(undone.tests, before.failed, allowed=restless) == {}, undone.output


def name_files(tests: Set[str]) -> Set[str]:
    return {test.partition("::")[0] for test in tests}


def compare(actual: Set[object], expected: Set[object], allowed: Set[object] = frozenset()) -> dict[str, list[object]]:
    """Return what is too much (but for what is allowed) and what is missing, a few of each.

    A failure that shows whole sets of thousands is not read.
    """
    differences = {"too much": actual - expected - allowed, "missing": expected - actual}
    return {name: sorted(found, key=str)[:12] for name, found in differences.items() if found}
