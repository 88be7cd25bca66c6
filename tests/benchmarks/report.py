"""A report on a project as large as the largest users': time, memory, size of the page, and how soon it can be used.

    python -m tests.benchmarks.report [--tests N] [--files N] [--folder FOLDER]

The map is that of tests.benchmarks.scale. The page is opened in the system's Chromium where there is one.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.scale import CACHE, Size, build
from tests.browser import find_browser, open_browser

ROOT = Path(__file__).parents[2]
LIMIT = 15e6
"""Bytes of the page."""


def write_page(root: Path) -> tuple[Path, float, float]:
    """Write the page in a process of its own; return it, the CPU seconds and the peak of memory in MB."""
    page = root / "report.html"
    command = [sys.executable, "-m", "impact.cli", "report", "--map", str(root / ".impact"), "-o", str(page)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return page, cpu, after.ru_maxrss / 1024


def look_at(page: Path) -> str:
    """Return how long the browser takes until the page is there, until a search, and until a file's tests."""
    with open_browser(*find_browser()) as browser:
        times = [time.perf_counter()]
        browser.get(page.as_uri())
        while browser.execute_script("return document.getElementById('status').textContent"):
            time.sleep(0.02)
        times.append(time.perf_counter())
        browser.execute_script(
            "show('tests'); page.testPart.query.value = 'test_17'; page.testPart.update(); page.testPart.list.select(5)"
        )
        times.append(time.perf_counter())
        browser.execute_script("show('files'); page.filePart.list.select(0)")
        times.append(time.perf_counter())
    ready, search, file = (after - before for before, after in pairwise(times))
    return f"ready after {ready:.1f} s, a search with a test's reasons {search:.2f} s, a file's tests {file:.2f} s"


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tests", type=int, default=50_000)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=CACHE, help="where the tree and the map are kept")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    page, cpu, peak = write_page(build(Size(asked.tests, asked.files), asked.folder.resolve()))
    size = page.stat().st_size
    print(f"{asked.tests:,} tests, {asked.files:,} files: {cpu:.1f} s CPU, {peak:,.0f} MB at the peak")
    print(f"the page has {size / 1e6:.1f} MB (limit {LIMIT / 1e6:.0f})")
    if None not in find_browser():
        print(look_at(page))


if __name__ == "__main__":
    main()
