"""What it takes to select at the size of the largest users: 50,000 tests over 10,000 files.

    python -m tests.benchmarks.scale [--tests N] [--files N] [--folder FOLDER]

The tree and the map are those of `tests.benchmarks.generating`. Each figure is of a process of its own: from pytest's
options to the orders that collection gets.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import process
from tests.benchmarks.generating import CACHE, Size, build, path_of, run_pytest


class Edit:
    """An edit of one file of the tree, taken back in the end."""

    def __init__(self, root: Path, place: str, old: str, new: str) -> None:
        self._path, self._old, self._new = root / place, old, new

    def __enter__(self) -> None:
        self._before, text = self._path.stat(), self._path.read_text(encoding="utf-8")
        if self._old not in text:
            raise SystemExit(f"{self._path} holds no {self._old!r}")
        self._path.write_text(text.replace(self._old, self._new, 1), encoding="utf-8")

    def __exit__(self, *_: object) -> None:
        text = self._path.read_text(encoding="utf-8")
        self._path.write_text(text.replace(self._new, self._old, 1), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Situation:
    """What was done before a run; limits in seconds, of wall-clock time, as the design has them."""

    name: str
    limit: float
    edit: tuple[str, str, str] | None = None


def situations(number: int, function: int) -> tuple[Situation, ...]:
    """Return what is measured, on a file and a function in it that some tests use."""
    place, head = path_of(number), f"def work_{number}_{function}(value, other=None):"
    changed, grown = head.replace("None", "0"), f"def more_{number}():\n    pass\n\n\n{head}"
    limit = f"LIMIT_{number} = {number}"
    return (
        Situation("nothing changed", 0.5),
        Situation("one function edited", 1.0, (place, f"value > {function} and", f"value > {function} and value and")),
        Situation("one constant edited", 2.0, (place, limit, f"{limit} + 1")),
        Situation("one default edited", 2.0, (place, head, changed)),
        Situation("a function added", 2.0, (place, head, grown)),
    )


def measure(root: Path, situation: Situation, runs: int) -> str:
    """Return a row of the table."""
    found = []
    for _ in range(runs):
        if situation.edit is None:
            found.append(run_pytest(root, "--impacted-no-record", "--collect-only"))
        else:
            with Edit(root, *situation.edit):
                found.append(run_pytest(root, "--impacted-no-record", "--collect-only"))
    wall, cpu = (statistics.median(each[name] for each in found) for name in ("wall", "cpu"))
    impacted, peak = int(found[0]["impacted"]), max(each["peak"] for each in found)
    return f"| {situation.name} | {impacted:,} | {wall:.2f} ({situation.limit}) | {cpu:.2f} | {peak:,.0f} |"


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tests", type=int, default=50_000)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5, help="of which the median is told (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=CACHE, help="where the tree and the map are kept")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    root = build(Size(asked.tests, asked.files), asked.folder.resolve())
    megabytes = (root / ".impact" / "map.db").stat().st_size / 1e6
    print(process.machine())
    print(f"{asked.tests:,} tests, {asked.files:,} files: a map of {megabytes:.0f} MB\n")
    print("| before the run | impacted | selecting, s (limit) | CPU s | peak of the process, MB |")
    print("|---|---|---|---|---|")
    for situation in situations(*map(int, (root / "done").read_text().split())):
        print(measure(root, situation, asked.runs), flush=True)


if __name__ == "__main__":
    main()
