"""What the plugin costs where it has nothing to do: CPU of pytest with it less that of pytest without it, in pairs.

    python -m tests.benchmarks.start [--pairs N] [--folder FOLDER]

Without an option of ours: an empty folder, with the plugin and without; where valgrind is installed, its instructions
are counted too, since 10 ms are less than the noise of most machines. With nothing changed: `pytest --impacted` over a
tree with a map, and pytest with the same plugins over an empty folder (the trees are of `tests.benchmarks.generating`).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks import process
from tests.benchmarks.generating import CACHE, PYTEST, Size, build

BARE = PYTEST[:-2]
"""Without the stopwatch, which imports what our options would."""
NO_TESTS = 5
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
SIZES = (Size(2_500, 500), Size(50_000, 10_000))


def pairs_of(first: tuple[tuple[str, ...], Path], second: tuple[tuple[str, ...], Path], pairs: int) -> list[float]:
    """Return by how many milliseconds of CPU the second took longer than the first, pair by pair."""
    found = []
    for number in range(pairs + 1):
        order = (first, second) if number % 2 else (second, first)
        taken = {each: process.run(*each, good=(0, NO_TESTS)).cpu for each in order}
        found.append((taken[second] - taken[first]) * 1000)
    return found[1:]  # the first made the bytecode


def instructions(command: tuple[str, ...], folder: Path) -> int:
    """Return how many instructions a process executed, as valgrind counts them, with the same hashes each time."""
    counted = subprocess.run(
        [*VALGRIND, *command], cwd=folder, env={**os.environ, "PYTHONHASHSEED": "0"}, capture_output=True, text=True
    )
    found = re.search(r"I +refs: +([\d,]+)", counted.stderr)
    if found is None:
        raise SystemExit(f"valgrind told no count of {' '.join(command)}: {counted.stderr[-300:]}")
    return int(found[1].replace(",", ""))


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=21)
    parser.add_argument("--folder", type=Path, default=CACHE, help="where the trees and their maps are kept")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    print(f"{process.machine()}, {asked.pairs} pairs\n")
    print("| run | limit, ms CPU | more than without, ms CPU: median, and half of all between |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        empty, without_us = Path(scratch), (*BARE, "-p", "no:openedx")
        found = pairs_of((without_us, empty), (BARE, empty), asked.pairs)
        print(f"| no option of ours | 10 | {quarters(found)} |", flush=True)
        if shutil.which("valgrind"):
            without, with_us = (instructions(each, empty) for each in (without_us, BARE))
            more = (with_us / without - 1) * 100
            print(f"| the same, instructions | | {with_us - without:,} of {without:,} ({more:.2f} %) |", flush=True)
        for size in SIZES:
            root = build(size, asked.folder.resolve())
            found = pairs_of((PYTEST, empty), ((*PYTEST, "--impacted"), root), asked.pairs)
            told = f"nothing changed, {size.tests:,} tests, {size.files:,} files"
            print(f"| {told} | 200 | {quarters(found)} |", flush=True)


def quarters(values: list[float]) -> str:
    """Return the median of some values, and the quartiles."""
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:.0f} ({low:.0f} to {high:.0f})"


if __name__ == "__main__":
    main()
