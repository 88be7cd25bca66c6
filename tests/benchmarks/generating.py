"""A tree and its map as large as the largest users': made by a seed, written by the writer that a recording uses.

Tests with 2,000 blocks each, of which those of one file share most, over files with twenty functions each, and wide
fixtures that lie under every third test.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from impact.map.writer import MapWriter
from impact.model import (
    LEVEL,
    Batch,
    Claim,
    ClaimSet,
    Dependency,
    Environment,
    KeptSource,
    Kind,
    Outcome,
    Record,
    Sighting,
)
from impact.source.analysis import Analysis
from impact.source.mentions import words_of
from impact.source.reader import analyse
from impact.tree import read
from tests.benchmarks import process, stopwatch

CACHE = process.ROOT / ".cache" / "scale"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.benchmarks.stopwatch")
"""Other plugins would be another environment, of which the map knows nothing."""
FUNCTIONS = 20
"""In each file."""
FEATURES_OF_A_FILE = 30
"""Ways through the code that the tests of one file take, of which each takes most."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the tree and the map are."""

    tests: int = 50_000
    files: int = 10_000
    blocks: int = 2_000
    fixtures: int = 300
    tests_of_a_file: int = 20

    @property
    def name(self) -> str:
        """The folder that holds what was made of this size."""
        return f"{self.tests}-{self.files}-{self.blocks}-{self.fixtures}"


def path_of(number: int) -> str:
    """Return the place of a file of the tree."""
    return f"lib/area{number // 500:02}/part{number // 50 % 10}/module{number:05}.py"


def source_of(number: int, files: int) -> str:
    """Return a file: some constants, a class, functions that mention functions of other files."""
    chance = random.Random(number)
    others = [chance.randrange(files) for _ in range(6)]
    lines = [
        f'"""Module {number}."""',
        "",
        "import json",
        f"LIMIT_{number} = {number}",
        f"NAMES_{number} = ('a', 'b')",
        "",
    ]
    for index in range(FUNCTIONS):
        other = others[index % len(others)]
        lines += [
            f"def work_{number}_{index}(value, other=None):",
            f'    """Do the work of {index}."""',
            f"    if value > {index} and other is not None:",
            f"        return other.work_{other}_{(index + 1) % FUNCTIONS}(value - 1, json)",
            "    total = [each * 2 for each in range(value) if each % 3]",
            "    return sum(total) + " + (f"LIMIT_{number}" if index % 4 == 0 else str(index)),
            "",
        ]
    return "\n".join(lines)


def write_tree(root: Path, size: Size) -> None:
    """Write the files and the test files."""
    for number in range(size.files):
        path = root / path_of(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source_of(number, size.files), encoding="utf-8")
    (root / "tests").mkdir()
    for number in range(size.tests // size.tests_of_a_file):
        names = range(size.tests_of_a_file)
        body = "\n\n".join(f"def test_{index}():\n    assert {index} == {index}" for index in names)
        (root / test_file(number)).write_text(body + "\n", encoding="utf-8")
    (root / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")


def test_file(number: int) -> str:
    """Return the place of a file of tests."""
    return f"tests/test_{number:04}.py"


class Generator:
    """Makes the batches of a map, a file of tests after the other."""

    def __init__(self, size: Size, environment: Environment, path_of_place: Path) -> None:
        self._size, self._environment, self._root = size, environment, path_of_place
        self._chance = random.Random(7)
        self._analyses: dict[str, KeptSource] = {}
        self._sightings: dict[Dependency, Sighting] = {}
        self._levels: list[Claim] = []
        self._claims: dict[tuple[int, frozenset[tuple[str, str]]], Claim] = {}
        self._blocks: list[list[tuple[str, str]]] = []
        for number in range(size.files):
            self._look_at(path_of(number))
        self._features = [self._feature() for _ in range(size.files // 4)]
        self.central = self._features[0][0]
        """A file, and a function in it, that some tests use."""
        self._fixtures = [self._set_of(self._chance.sample(self._features, 12), range(0)) for _ in range(size.fixtures)]

    def batches(self) -> Iterator[Batch]:
        """Yield what a recording writes, in portions of a hundred files of tests."""
        records: list[Record] = []
        for number in range(self._size.tests // self._size.tests_of_a_file):
            records += self._records(number)
            if number % 100 == 99:
                yield self._batch(records)
                records = []
        yield self._batch(records)

    def _batch(self, records: list[Record]) -> Batch:
        analyses, self._analyses = self._analyses, {}
        return Batch(self._environment, tuple(records), dict(self._sightings), analyses)

    def _look_at(self, place: str) -> Analysis:
        content, sighting = read(str(self._root / place))
        analysis = analyse(content or b"")
        self._sightings[Dependency(Kind.SOURCE, place)] = sighting
        self._analyses[sighting.content] = KeptSource(analysis.to_text(), analysis.level, words_of(analysis))
        dependency = Dependency(Kind.SOURCE, place)
        self._levels.append(Claim(dependency, frozenset({(LEVEL, analysis.level)})))
        self._blocks.append([(block.name, block.fingerprint) for block in analysis.blocks])
        return analysis

    def _feature(self) -> list[tuple[int, int]]:
        """Return some forty functions that call each other: mostly of one area, some of everywhere."""
        centre = self._chance.randrange(self._size.files)
        near = [(centre + self._chance.randrange(60)) % self._size.files for _ in range(20)]
        far = [self._chance.randrange(self._size.files) for _ in range(6)]
        return [(number, self._chance.randrange(FUNCTIONS)) for number in near + far for _ in range(3)]

    def _set_of(self, features: Iterable[Sequence[tuple[int, int]]], level_of: Iterable[int]) -> ClaimSet:
        entered: dict[int, set[tuple[str, str]]] = {}
        for feature in features:
            for number, function in feature:
                entered.setdefault(number, set()).add(self._blocks[number][function])
        claims = {self._claim(number, frozenset(found)) for number, found in entered.items()}
        return ClaimSet(frozenset(claims | {self._levels[number] for number in level_of}))

    def _claim(self, number: int, facts: frozenset[tuple[str, str]]) -> Claim:
        """Return one claim for one thing that is claimed, as a recording does."""
        known = self._claims.get((number, facts))
        if known is None:
            known = self._claims[number, facts] = Claim(self._levels[number].dependency, facts)
        return known

    def _records(self, number: int) -> Iterator[Record]:
        """Yield the records of one file of tests, with that of its collection."""
        place, chance = test_file(number), self._chance
        analysis = self._look_at(place)
        own_level = self._levels.pop()
        own_blocks = self._blocks.pop()
        features = chance.sample(self._features, FEATURES_OF_A_FILE)
        imported = sorted({each for feature in features for each, _ in feature})
        levels = ClaimSet(frozenset({own_level, *(self._levels[each] for each in imported)}))
        fixtures = frozenset(chance.sample(self._fixtures, 2)) if number % 3 == 0 else frozenset()
        yield Record(place, Outcome.PASSED, 0.0, frozenset({levels}))
        wanted = self._size.blocks // 78
        for index in range(self._size.tests_of_a_file):
            taken = [*features[: wanted - 3], *chance.sample(features[wanted - 3 :], 3)]
            body = Claim(own_level.dependency, frozenset({own_blocks[index]}))
            own = self._set_of(taken, range(0))
            sets = {ClaimSet(own.claims | {body}), levels, *fixtures}
            yield Record(f"{place}::test_{index}", Outcome.PASSED, 0.05, frozenset(sets))
        del analysis


def build(size: Size, folder: Path) -> Path:
    """Return the root of a tree with a map of this size; it is made once.

    It is made in a process of its own: the peak of memory that the system tells of a process is never below that of the
    one which started it.
    """
    root = folder / size.name
    if not (root / "done").exists():
        making = multiprocessing.get_context("spawn").Process(target=_make, args=(size, root))
        making.start()
        making.join()
        if making.exitcode:
            raise process.Broken(f"{root} could not be made")
    return root


def _make(size: Size, root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    say(f"writing {size.files:,} files ...")
    write_tree(root, size)
    environment = learn_environment(root)
    say(f"writing the map of {size.tests:,} tests ...")
    with MapWriter(root / ".impact" / "map.db") as writer:
        generator = Generator(size, environment, root)
        for batch in generator.batches():
            writer.write(batch)
    (root / "done").write_text("{} {}".format(*generator.central))


def learn_environment(root: Path) -> Environment:
    """Return the environment of runs in a tree, as pytest describes it."""
    run_pytest(root, "--impacted-record", test_file(0))
    with sqlite3.connect(root / ".impact" / "map.db") as connection:
        ((facts,),) = connection.execute("SELECT facts FROM environment").fetchall()
    connection.close()
    shutil.rmtree(root / ".impact")
    return Environment(tuple((name, value) for name, value in json.loads(facts)))


def run_pytest(root: Path, *options: str) -> dict[str, float]:
    """Run pytest; return its CPU seconds, and what the stopwatch measured of the selection."""
    told = root / "stopwatch.json"
    told.unlink(missing_ok=True)
    taken = process.run([*PYTEST, *options], root, {**os.environ, stopwatch.TOLD: str(told)}, good=(0, 5))
    found: dict[str, float] = json.loads(told.read_text()) if told.exists() else {}
    return {**found, "whole": taken.cpu, "peak": taken.peak}


def say(text: str) -> None:
    """Tell what takes its time."""
    print(text, file=sys.stderr, flush=True)
