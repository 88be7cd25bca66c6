"""What recording costs: CPU of a recording run over that of a plain run, on published suites, in pairs.

    python -m tests.benchmarks.recording [--pairs N] [SUITE...]

Each pair is a plain run and one of each kind of recording run, in an order that changes from pair to pair; a ratio is
that of the same pair, and the median of the pairs is told. Where pytest-testmon is installed, its recording runs join.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.real.packages import NETWORKX, OPAQUE_KEYS, REST_FRAMEWORK, SQLGLOT, XBLOCK
from tests.real.suite import Suite, fetch_archive, make_environment, unpack

ROOT = Path(__file__).parents[2]
SUITES = {suite.name: suite for suite in (SQLGLOT, REST_FRAMEWORK, NETWORKX, XBLOCK, OPAQUE_KEYS)}


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


def measure(suite: Suite, root: Path, kind: Kind) -> float:
    """Return the CPU seconds of one run, its children included.

    :raises SystemExit: where pytest ended otherwise than with passed or failed.
    """
    for name in kind.removed:
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir=.", "-o", "addopts=", "-p", "no:cacheprovider"]
    environment = make_environment(suite, root, root.parent / "unused")
    environment["PYTHONPATH"] += os.pathsep + str(ROOT)
    started = subprocess.Popen(
        [*command, *suite.arguments, *kind.options],
        cwd=root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(started.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{suite.name}, {kind.name}: pytest ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime


def compare(suite: Suite, pairs: int) -> str:
    """Return a row of the table."""
    with tempfile.TemporaryDirectory() as scratch:
        root = unpack(fetch_archive(suite, ROOT / ".cache" / "real"), Path(scratch, "tree"))
        for kind in (PLAIN, *kinds()):
            measure(suite, root, kind)  # bytecode, and a map for those that record again
        plain: list[float] = []
        ratios: dict[str, list[float]] = {kind.name: [] for kind in kinds()}
        for number in range(pairs):
            order = random.Random(number).sample((PLAIN, *kinds()), len(kinds()) + 1)
            seconds = {kind.name: measure(suite, root, kind) for kind in order}
            plain.append(seconds[PLAIN.name])
            for name, found in ratios.items():
                found.append(seconds[name] / seconds[PLAIN.name])
    cells = [f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})" for found in ratios.values()]
    return f"| {suite.name} {suite.version} | {statistics.median(plain):.1f} | {' | '.join(cells)} |"


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all by default")
    parser.add_argument("--pairs", type=int, default=5, help="how many pairs (default: %(default)s)")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    unknown = [name for name in asked.suites if name not in SUITES]
    if unknown:
        parser.error(f"no suite is called {unknown[0]}: choose of {', '.join(SUITES)}")
    print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} cores, {asked.pairs} pairs\n")
    print(f"| suite | plain, CPU s | {' | '.join(kind.name for kind in kinds())} |")
    print(f"|---|---|{'---|' * len(kinds())}")
    for name in asked.suites or SUITES:
        print(compare(SUITES[name], asked.pairs), flush=True)


if __name__ == "__main__":
    main()
