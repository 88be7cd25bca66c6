"""A published suite, how to fetch it from the package index, and how to run it in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"
"""The folder of the observer, and of nothing else that a suite could import by mistake."""
TIMEOUT_SECONDS = 600
PASSED, FAILED = 0, 1  # pytest's exit codes


@dataclass(frozen=True, slots=True)
class Edit:
    """A function, and a change of its body that makes some of its tests fail: `old`, which stands once, by `new`."""

    path: str
    function: str
    old: str
    new: str

    @property
    def undone(self) -> Edit:
        return replace(self, old=self.new, new=self.old)


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one published package.

    `arguments` go to pytest; `import_from` are the folders of the unpacked archive that its modules are imported
    from; `environment` are variables to set. `restless` are the beginnings of node ids of tests that rewrite sources
    below the root which they rest on: they may run although nothing has changed.
    """

    name: str
    version: str
    edit: Edit
    arguments: tuple[str, ...] = ()
    import_from: tuple[str, ...] = (".",)
    environment: Mapping[str, str] = field(default_factory=dict)
    restless: tuple[str, ...] = ()

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run did: outcomes by node id, who entered the edited function, which files were imported."""

    outcomes: dict[str, str]
    entered: frozenset[str]
    imported: frozenset[str]
    output: str

    @property
    def tests(self) -> Set[str]:
        return self.outcomes.keys()

    @property
    def failed(self) -> Set[str]:
        return {test for test, outcome in self.outcomes.items() if outcome == "failed"}


def fetch_archive(suite: Suite, cache: Path) -> Path:
    """Return the folder with the source distribution, downloaded unless a former run has left it there.

    Safe among processes: whoever is second finds the folder of the first and keeps that.
    """
    place = cache / f"{suite.name}-{suite.version}"
    if place.exists():
        return place
    cache.mkdir(parents=True, exist_ok=True)
    cache.joinpath(".gitignore").write_text("*\n", encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        fresh = Path(scratch, "archive")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", suite.name]
        subprocess.run([*pip, "--dest", str(fresh), suite.requirement], check=True, timeout=TIMEOUT_SECONDS)
        try:
            fresh.rename(place)
        except OSError:
            if not place.exists():
                raise
    return place


def unpack(archive: Path, destination: Path) -> Path:
    """Unpack the only archive of a folder, and return the root of the package."""
    (packed,) = archive.glob("*.tar.gz")
    with tarfile.open(packed) as content:
        content.extractall(destination, filter="data")
    (root,) = destination.iterdir()
    return root


def carry_out(edit: Edit, root: Path) -> None:
    """Write the new text over the old one.

    :raises ValueError: where the old text does not stand exactly once.
    """
    path = root / edit.path
    source = path.read_text(encoding="utf-8")
    if (found := source.count(edit.old)) != 1:
        raise ValueError(f"{path}: {edit.old!r} stands {found} times, not once")
    path.write_text(source.replace(edit.old, edit.new), encoding="utf-8")


def run(suite: Suite, root: Path, *options: str) -> Observation:
    """Run pytest on the package at `root` and return what it did.

    :raises AssertionError: where pytest ended otherwise than with passed or failed.
    """
    observations = root.parent / "observations"  # outside the root, and always the same: it must not look like a change
    shutil.rmtree(observations, ignore_errors=True)
    observations.mkdir()
    command = [sys.executable, "-m", "pytest", "-p", "suite_observer", "--rootdir=.", "-o", "addopts=", "-q"]
    command += ["-o", "asyncio_default_fixture_loop_scope=function", *suite.arguments, *options]
    ended = subprocess.run(
        command,
        cwd=root,
        env=make_environment(suite, root, observations),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    seen = [json.loads(file.read_text(encoding="utf-8")) for file in observations.iterdir()]
    assert ended.returncode in (PASSED, FAILED), f"pytest ended with {ended.returncode}:\n{ended.stdout[-4000:]}"
    assert seen, f"the observer has left nothing:\n{ended.stdout[-4000:]}"
    return Observation(
        outcomes={test: outcome for each in seen for test, outcome in each["outcomes"].items()},
        entered=union(each["entered"] for each in seen),
        imported=union(each["imported"] for each in seen),
        output=ended.stdout,
    )


def make_environment(suite: Suite, root: Path, observations: Path) -> dict[str, str]:
    """Return our own environment without what the pytest around us has put there."""
    ours = ("PYTEST_", "COV_", "COVERAGE_", "DJANGO_", "HYPOTHESIS_", "PYTHONPATH", "TOX_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    places = [*(str(root / place) for place in suite.import_from), str(INSIDE)]
    added = {"PYTHONPATH": os.pathsep.join(places), "SUITE_OBSERVATIONS": str(observations)}
    return kept | added | dict(suite.environment)


def union(parts: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(each for part in parts for each in part)
