"""Merging the maps of CI shards, at the size of the largest users.

    python -m tests.benchmarks.merging [--tests N] [--files N] [--shards N] [--folder FOLDER]

The tree and the tests are those of `tests.benchmarks.scale`; each shard gets every N-th file of tests, and has a map
of its own, as if it was recorded apart. Told is what the process takes that merges them all, and whether the merged
map holds what the map of one recording holds.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from impact.map.overview import Overview
from impact.map.reader import MapReader
from impact.map.writer import MapWriter
from impact.model import file_of
from tests.benchmarks import process
from tests.benchmarks.generating import CACHE, Generator, Size, build, say

LIMITS = (60.0, 1000.0)
"""Seconds of CPU, and MB."""


def shards_of(root: Path, size: Size, number: int) -> list[Path]:
    """Return the maps of the shards; they are made once."""
    folder = root.parent / f"{size.name}-shards-{number}"
    paths = [folder / f"{at}.db" for at in range(number)]
    if (folder / "done").exists():
        return paths
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with MapReader(root / ".impact" / "map.db") as reader:
        ((environment, _),) = reader.environments()
    say(f"writing the maps of {number} shards ...")
    with ExitStack() as stack:
        writers = [stack.enter_context(MapWriter(path)) for path in paths]
        for batch in Generator(size, environment, root).batches():
            for at, writer in enumerate(writers):
                records = tuple(each for each in batch.records if int(file_of(each.test)[-7:-3]) % number == at)
                writer.write(replace(batch, records=records))
    (folder / "done").touch()
    return paths


def merge(origins: list[Path], target: Path) -> process.Taken:
    """Merge in a process of its own."""
    target.unlink(missing_ok=True)
    command = [sys.executable, "-m", "impact.cli", "map", "merge", *map(str, origins), "--map", str(target)]
    return process.run(command, target.parent)


def figures(path: Path) -> Overview:
    """Return what is in a map."""
    with MapReader(path) as reader:
        return reader.overview()


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tests", type=int, default=50_000)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--folder", type=Path, default=CACHE, help="where the tree and the maps are kept")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    size = Size(asked.tests, asked.files)
    root = build(size, asked.folder.resolve())
    origins = shards_of(root, size, asked.shards)
    target = root.parent / "merged.db"
    print("| merged into | CPU s (limit) | wall s | peak, MB (limit) | map, MB |")
    print("|---|---|---|---|---|")
    for name, given in (("nothing", origins), ("the same again", [*origins, *origins])):
        taken = merge(given, target)
        limit, most = LIMITS if name == "nothing" else ("-", "-")
        told = f"{taken.cpu:.1f} ({limit}) | {taken.wall:.1f} | {taken.peak:,.0f} ({most})"
        print(f"| {name} | {told} | {target.stat().st_size / 1e6:.0f} |", flush=True)
    merged, whole = figures(target), figures(root / ".impact" / "map.db")
    names = ("tests", "records", "claim_sets", "claims", "dependencies")
    same = all(getattr(merged, name) == getattr(whole, name) for name in names)
    print(f"\n{merged.tests:,} tests, {merged.claims:,} claims: as in one recording: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
