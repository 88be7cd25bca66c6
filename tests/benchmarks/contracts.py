"""What a check of contracts costs: CPU of `impact contracts check` over that of `lint-imports`, in pairs.

    python -m tests.benchmarks.contracts [--pairs N] [--folder FOLDER]

Each pair is one run of both, in an order that changes from pair to pair; cold is without anything kept, warm with all
that was kept of an unchanged tree, fresh with what was kept of a tree whose files were all written anew (as in CI).
Without a folder that has contracts, a copy of the installed Django (about 900 modules) is judged by two.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import django

from tests.benchmarks import process

CONTRACTS = """
[importlinter]
root_package = django
[importlinter:contract:layers]
name = Applications stand on the core
type = layers
layers =
    django.contrib
    django.views : django.forms : django.template
    django.db
    django.utils
[importlinter:contract:forbidden]
name = Utilities know no database
type = forbidden
source_modules = django.utils
forbidden_modules = django.db
"""
KEPT = (".import_linter_cache", ".grimp_cache", ".impact")
OURS = (sys.executable, "-m", "impact.cli", "contracts", "check")
THEIRS = (sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-logo")


def measure(folder: Path, command: tuple[str, ...]) -> float:
    """Return the CPU seconds of one run; raises SystemExit where it could not judge."""
    return process.run(command, folder, good=(0, 1)).cpu


def forget(folder: Path) -> None:
    """Remove what both have kept."""
    for name in KEPT:
        shutil.rmtree(folder / name, ignore_errors=True)


def write_anew(folder: Path) -> None:
    """Give every source another time and inode, as a checkout does."""
    for path in folder.rglob("*.py"):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)


def compare(folder: Path, pairs: int, state: str) -> str:
    """Return a row of the table: medians in milliseconds, and the ratio of the pairs."""
    ours, theirs, ratios = [], [], []
    for number in range(pairs):
        seconds = {}
        for command in (OURS, THEIRS) if number % 2 else (THEIRS, OURS):
            if state == "cold":
                forget(folder)
            elif state == "fresh":
                write_anew(folder)
            seconds[command] = measure(folder, command)
        ours.append(seconds[OURS] * 1000)
        theirs.append(seconds[THEIRS] * 1000)
        ratios.append(seconds[OURS] / seconds[THEIRS])
    return f"| {state} | {statistics.median(theirs):.0f} | {statistics.median(ours):.0f} | {process.spread(ratios)} |"


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="a checkout with contracts; only cold and warm are measured in it")
    options = parser.parse_args(None if arguments is None else [*arguments])
    print(f"{process.machine()}, {options.pairs} pairs\n")
    print("| state | lint-imports, ms CPU | impact, ms CPU | ratio of the pairs |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        if options.folder is None:
            ignored = shutil.ignore_patterns("__pycache__", "*.po", "*.mo")
            shutil.copytree(Path(django.__file__).parent, folder / "django", ignore=ignored)
            (folder / ".importlinter").write_text(CONTRACTS, encoding="utf-8")
        print(compare(folder, options.pairs, "cold"))
        time.sleep(2.5)  # a file written just now may change again without its times telling: it is read each time
        measure(folder, OURS)
        print(compare(folder, options.pairs, "warm"))
        if options.folder is None:
            print(compare(folder, options.pairs, "fresh"))


if __name__ == "__main__":
    main()
