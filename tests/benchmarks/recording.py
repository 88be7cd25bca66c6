"""What recording costs: CPU of a recording run over that of a plain run, on published suites, in pairs.

    python -m tests.benchmarks.recording [--pairs N] [--workers N] [SUITE...]

Each pair is a plain run and one of each kind of recording run, in an order that changes from pair to pair; a ratio is
that of the same pair, and the median of the pairs is told. Where pytest-testmon is installed, its recording runs join.
With workers all runs are made by xdist, and it is the wall-clock time that is compared.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks import process
from tests.real.packages import NETWORKX, OPAQUE_KEYS, REST_FRAMEWORK, SQLGLOT, XBLOCK
from tests.real.suite import Suite, fetch_archive, make_environment, unpack

INSIDE = Path(__file__).parent / "inside"
"""The folder of the observer, and of nothing else that a suite could import by mistake."""
SUITES = {
    suite.name: suite
    for suite in (
        # Many quick tests: all but two files that need more packages, and one test that takes longer than all others.
        replace(
            SQLGLOT,
            arguments=(
                "tests",
                "--ignore=tests/test_executor.py",
                "--ignore=tests/test_optimizer.py",
                "--deselect=tests/test_parser.py::TestParser::test_max_nodes",
            ),
        ),
        REST_FRAMEWORK,
        replace(
            NETWORKX, arguments=tuple(f"networkx/algorithms/{name}" for name in ("centrality", "flow", "isomorphism"))
        ),
        replace(XBLOCK, arguments=("xblock",)),
        OPAQUE_KEYS,
    )
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of run: its options, and the files that it must not find."""

    name: str
    options: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


PLAIN = Kind("plain", ("-p", "no:testmon"))
FIRST = Kind("first", ("-p", "no:testmon", "--impacted-record"), removed=(".impact",))
AGAIN = Kind("again", ("-p", "no:testmon", "--impacted-record"))
TESTMON = Kind("testmon", ("--testmon",), removed=(".testmondata", ".testmondata-shm", ".testmondata-wal"))


def kinds() -> tuple[Kind, ...]:
    """Return the kinds of recording runs that can be made here."""
    return (FIRST, AGAIN, *([TESTMON] if importlib.util.find_spec("testmon") else []))


def measure(suite: Suite, root: Path, kind: Kind, workers: int, observed: Mapping[str, str] | None = None) -> float:
    """Return the CPU seconds of one run, its children included; with workers, the seconds until it ended.

    :param observed: further variables; they come with the observer of `tests.benchmarks.shares`.
    :raises Broken: where pytest ended otherwise than with passed or failed.
    """
    for name in kind.removed:
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    cache = f"cache_dir={root.parent / 'cache'}"  # testmon asks for the cache's options
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir=.", "-o", "addopts=", "-o", cache]
    # A plugin that starts a thread in every process is switched off for all: no suite needs it.
    command += ["-p", "no:randomly", "-p", "no:rerunfailures", *(["-p", "shares_observer"] if observed else [])]
    environment = make_environment(suite, root, root.parent / "unused")
    if observed:
        environment |= observed
        environment["PYTHONPATH"] += f"{os.pathsep}{INSIDE}"
    parallel = ["-n", str(workers)] if workers else []
    taken = process.run([*command, *parallel, *suite.arguments, *kind.options], root, environment, good=(0, 1))
    return taken.wall if workers else taken.cpu


def compare(suite: Suite, pairs: int, workers: int) -> str:
    """Return a row of the table."""
    with tempfile.TemporaryDirectory() as scratch:
        root = unpack(fetch_archive(suite, process.ROOT / ".cache" / "real"), Path(scratch, "tree"))
        measure(suite, root, PLAIN, workers)  # makes the bytecode
        measured = [kind for kind in kinds() if works(suite, root, kind, workers)]
        plain: list[float] = []
        ratios: dict[str, list[float]] = {kind.name: [] for kind in measured}
        for number in range(pairs):
            order = random.Random(number).sample((PLAIN, *measured), len(measured) + 1)
            seconds = {kind.name: measure(suite, root, kind, workers) for kind in order}
            plain.append(seconds[PLAIN.name])
            for name, found in ratios.items():
                found.append(seconds[name] / seconds[PLAIN.name])
    cells = [process.spread(ratios[kind.name]) if kind in measured else "breaks off" for kind in kinds()]
    return f"| {suite.name} {suite.version} | {statistics.median(plain):.1f} | {' | '.join(cells)} |"


def works(suite: Suite, root: Path, kind: Kind, workers: int) -> bool:
    """Make a first run, which leaves a map to those that record again; another tool's may break off."""
    try:
        measure(suite, root, kind, workers)
    except process.Broken:
        if kind is TESTMON:
            return False
        raise
    return True


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all by default")
    parser.add_argument("--pairs", type=int, default=5, help="how many pairs (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=0, help="xdist's, of all runs (default: none)")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    unknown = [name for name in asked.suites if name not in SUITES]
    if unknown:
        parser.error(f"no suite is called {unknown[0]}: choose of {', '.join(SUITES)}")
    print(f"{process.machine()}, {asked.pairs} pairs\n")
    print(f"| suite | plain, {'wall' if asked.workers else 'CPU'} s | {' | '.join(kind.name for kind in kinds())} |")
    print(f"|---|---|{'---|' * len(kinds())}")
    for name in asked.suites or SUITES:
        print(compare(SUITES[name], asked.pairs, asked.workers), flush=True)


if __name__ == "__main__":
    main()
