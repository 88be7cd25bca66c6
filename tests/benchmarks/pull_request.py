"""What the pull-request half of docs/ci takes, over the full suite: CPU on published suites, after one edited function.

    python -m tests.benchmarks.pull_request [--pairs N] [--shards N] [--cache FOLDER] [SUITE...]

A map of the full suite is published to a folder. Then, as in the workflow, each time anew: fetch it, print the summary,
make the matrix, and run each shard with the fetched map. Each pair is one such half and one plain run of everything, in
an order that changes; what is told are the medians, and the ratio of each pair. `one test` is a plain run of a single
test: no selection can take less than the start of pytest with what the package imports.
"""

from __future__ import annotations

import argparse
import ast
import json
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.benchmarks import process
from tests.real.packages import NETWORKX, OPAQUE_KEYS, REST_FRAMEWORK, XBLOCK
from tests.real.suite import Edit, Suite, fetch_archive, make_environment, unpack

SUITES = {
    suite.name: suite for suite in (replace(NETWORKX, arguments=("networkx",)), REST_FRAMEWORK, XBLOCK, OPAQUE_KEYS)
}
LIMIT = 0.1
IMPACT = (sys.executable, "-m", "impact.cli")
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")


def add_statement(edit: Edit, root: Path) -> None:
    """Add a statement without effect to the function that the edit changes: a run of failures would cost more."""
    path = root / edit.path
    source = path.read_text(encoding="utf-8")
    scope: ast.AST = ast.parse(source)
    for name in edit.function.split("."):
        inside = (each for each in ast.walk(scope) if isinstance(each, ast.FunctionDef | ast.ClassDef))
        scope = next(each for each in inside if each.name == name)
    last = scope.body[-1]  # type: ignore[attr-defined]  # a function's
    lines = source.splitlines(keepends=True)
    lines.insert(last.lineno - 1, f"{' ' * last.col_offset}pass\n")
    path.write_text("".join(lines), encoding="utf-8")


class Checkout:
    """A published suite as a git checkout, with its map in a store and one function edited."""

    def __init__(self, suite: Suite, cache: Path, folder: Path) -> None:
        self.suite, self.root, self.store = (
            suite,
            unpack(fetch_archive(suite, cache), folder / "checkout"),
            folder / "store",
        )
        self.environment = make_environment(suite, self.root, folder / "unused")
        (self.root / ".gitignore").write_text(".impact\n__pycache__\n", encoding="utf-8")
        self._commit("base")
        self.pytest("--impacted-record", *suite.arguments)
        self.impact("map", "publish", str(self.store))
        add_statement(suite.edit, self.root)
        self._commit("one function edited")

    def pytest(self, *options: str) -> float:
        """Run pytest; return CPU seconds."""
        return process.run([*PYTEST, *options], self.root, self.environment, good=(0, 1)).cpu

    def impact(self, *options: str) -> float:
        """Run a command of impact; return CPU seconds."""
        return process.run([*IMPACT, *options], self.root, self.environment).cpu

    def one_test(self) -> float:
        """Run a single test without us; return CPU seconds."""
        paths = [each for each in self.suite.arguments if not each.startswith("-")]
        asked = self._ask("select", *paths)
        options = [each for each in self.suite.arguments if each.startswith("-")]
        return self.pytest(*options, next(line for line in asked.splitlines() if "::" in line))

    def half(self, shards: int) -> tuple[float, int]:
        """Go through the steps of the workflow; return CPU seconds, and how many tests were selected."""
        shutil.rmtree(self.root / ".impact")
        paths = [each for each in self.suite.arguments if not each.startswith("-")]
        taken = self.impact("map", "fetch", str(self.store))
        taken += self.impact("select", "--format", "markdown", *paths)
        taken += self.impact("shards", str(shards), *paths)
        matrix = json.loads(self._ask("shards", str(shards), *paths))["include"]
        fetched = self.root.parent / "fetched"
        shutil.rmtree(fetched, ignore_errors=True)
        shutil.copytree(self.root / ".impact", fetched)
        options = [each for each in self.suite.arguments if each.startswith("-")]
        for row in matrix:  # each job has the map that was fetched
            shutil.rmtree(self.root / ".impact")
            shutil.copytree(fetched, self.root / ".impact")
            taken += self.pytest("--impacted", *options, *shlex.split(row["arguments"]))
        return taken, sum(row["tests"] for row in matrix)

    def _ask(self, *options: str) -> str:
        variables = process.variables(self.environment)
        asked = subprocess.run([*IMPACT, *options], cwd=self.root, env=variables, capture_output=True, check=True)
        return asked.stdout.decode()

    def _commit(self, title: str) -> None:
        who = ["-c", "user.name=someone", "-c", "user.email=someone"]
        for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", title]):
            subprocess.run(["git", *command], cwd=self.root, check=True)


def measure(checkout: Checkout, pairs: int, shards: int) -> str:
    """Return a row of the table."""
    halves, plains, ratios, tests, one = [], [], [], 0, checkout.one_test()
    for number in range(pairs):
        plain = checkout.pytest(*checkout.suite.arguments) if number % 2 else 0.0
        half, tests = checkout.half(shards)
        plain = plain or checkout.pytest(*checkout.suite.arguments)
        halves.append(half)
        plains.append(plain)
        ratios.append(half / plain)
    told = f"{statistics.median(halves):.1f} | {statistics.median(plains):.1f} | {process.spread(ratios, 3)} | {LIMIT}"
    return f"| {checkout.suite.name} | {tests:,} | {one:.1f} | {told} |"


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)} (default: all)")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=process.ROOT / ".cache" / "real", help="where archives are kept")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    heads = "suite", "known tests selected", "one test, CPU s", "half, CPU s", "everything, CPU s", "ratio", "limit"
    print(f"{process.machine()}\n\n| {' | '.join(heads)} |")
    print("|---|---|---|---|---|---|---|")
    for name in asked.suites or SUITES:
        with tempfile.TemporaryDirectory(prefix="pull-request-") as folder:
            checkout = Checkout(SUITES[name], asked.cache.resolve(), Path(folder))
            print(measure(checkout, asked.pairs, asked.shards), flush=True)


if __name__ == "__main__":
    main()
