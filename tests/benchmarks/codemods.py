"""What a run costs: CPU of `codemods run rename-import` against LibCST's own runner with an equal codemod, in pairs.

    python -m tests.benchmarks.codemods CHECKOUT --old student --new common.djangoapps.student [--pairs N]

Both look at the same Python files in one process and write nothing. Files that change in one and not in the other are
named, but for those that LibCST can't parse. A run of a codemod whose needle stands nowhere is held against reading.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
_READ = "import sys; [open(name, 'rb').read() for name in sys.stdin.read().splitlines()]"


def spent(command: list[str], place: Path, given: str = "") -> tuple[float, str]:
    """Return the CPU seconds of a process with its children, and what it printed on both streams."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as stdin:
        stdin.write(given)
        stdin.seek(0)
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        started = subprocess.Popen(command, cwd=place, env=environment, stdin=stdin, stdout=output, stderr=output)
        _, _, usage = os.wait4(started.pid, 0)
        output.seek(0)
        return usage.ru_utime + usage.ru_stime, output.read()


def ours(files: list[str], place: Path, old: str, new: str) -> tuple[float, set[str]]:
    """Run our runner."""
    names = ["--set", f"old={old}", "--set", f"new={new}", "--jobs", "1", "--check"]
    seconds, told = spent([sys.executable, "-m", "codemods.cli", "run", "rename-import", *names, *files], place)
    return seconds, {line.split(" ", 2)[2] for line in told.splitlines() if line.startswith("would change ")}


def theirs(files: list[str], place: Path, old: str, new: str) -> tuple[float, set[str], set[str]]:
    """Run LibCST's runner; the second set are the files that it can't parse."""
    names = ["--old", old, "--new", new]
    options = ["-x", "--jobs=1", "--no-format", "--hide-progress", "--unified-diff=1"]
    command = "tests.benchmarks.libcst_rename.RenamePaths"
    seconds, told = spent([sys.executable, "-m", "libcst.tool", "codemod", *options, command, *names, *files], place)
    lines = told.splitlines()
    changed = {line.removeprefix("--- ").split("\t")[0] for line in lines if line.startswith("--- ")}
    failed = {line.split()[-1] for line in lines if line.startswith("Failed to codemod ")}
    return (
        seconds,
        {os.path.relpath(each, place) for each in changed},
        {os.path.relpath(each, place) for each in failed},
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--old", required=True)
    parser.add_argument("--new", required=True)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    place = options.checkout.resolve()
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=place, capture_output=True, text=True, check=True)
    files = [name for name in listed.stdout.splitlines() if not (place / name).is_symlink()]
    ratios: list[float] = []
    idle: list[float] = []
    for pair in range(options.pairs):
        mine, my_files = ours(files, place, options.old, options.new)
        other, other_files, failed = theirs(files, place, options.old, options.new)
        nothing, _ = ours(files, place, "no_such_name_anywhere", "x")
        reading, _ = spent([sys.executable, "-c", _READ], place, "\n".join(files))
        ratios.append(mine / other)
        idle.append(nothing - reading)
        print(f"pair {pair + 1}: ours {mine:.1f} s, LibCST {other:.1f} s, ratio {mine / other:.3f};", end=" ")
        print(f"no needle {nothing:.2f} s, reading {reading:.2f} s")
        if not pair:
            print(f"files: {len(files):,}; changed by us {len(my_files):,}, by LibCST {len(other_files):,}")
            print(f"only by us: {sorted(my_files - other_files - failed)[:20]}")
            print(f"only by LibCST: {sorted(other_files - my_files)[:20]}")
            print(f"LibCST can't parse: {len(failed)}, of which we change {len(my_files & failed)}")
    print(f"median ratio {statistics.median(ratios):.3f}; over reading {statistics.median(idle):.2f} s")


if __name__ == "__main__":
    main()
