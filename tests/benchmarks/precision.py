"""How many tests an addition selects that nobody uses: a function, a constant, an import, a method, in every module.

    python -m tests.benchmarks.precision CHECKOUT --path PACKAGE [--least N] [-- PYTEST ARGUMENTS...]

Records the suite in a copy; adds to one module after the other what nothing mentions; asks the selection. Nothing is
run: an unused addition changes no outcome. Only modules are asked about that at least N tests rest on.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import sqlite3
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from impact.audit.question import Question
from impact.audit.running import Runs, require_sound
from impact.audit.scratch import Project, Scratch, scratch_of
from impact.map.reader import MapReader
from impact.model import Dependency, Environment, Kind
from impact.recording.territory import Territory
from impact.selection.choosing import Staleness, choose
from impact.selection.present import look_around

NAME = "unused_addition"
AT_MODULE_LEVEL = {
    "comment": "# An unused addition.\n",
    "function": f"\n\ndef {NAME}(value):\n    return value + 1\n",
    "constant": f"\n{NAME.upper()} = 17\n",
    "import": f"\nimport bisect as {NAME}\n",
    "class": f"\n\nclass Unused{NAME.title()}:\n    pass\n",
}


def additions(source: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each kind of addition and the source with it: at the end, and a method at the end of each class."""
    for kind, text in AT_MODULE_LEVEL.items():
        yield kind, source.rstrip(b"\n") + b"\n" + text.encode()
    lines = source.split(b"\n")
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            last = node.body[-1]
            indent = " " * node.body[0].col_offset
            method = f"\n{indent}def {NAME}(self):\n{indent}    return 17\n"
            if node.lineno != last.lineno and last.end_lineno is not None:
                yield "method", b"\n".join([*lines[: last.end_lineno], method.encode(), *lines[last.end_lineno :]])


class Selection:
    """Asks the map of a scratch what is impacted now."""

    def __init__(self, scratch: Scratch, map_folder: Path) -> None:
        self._map = map_folder / "map.db"
        self._territory = Territory(scratch.root)

    def impacted(self) -> tuple[int, int]:
        """Return how many tests are impacted, and how many there are."""
        with MapReader(self._map) as reader:
            known = reader.dependencies().values()
            others = {each: sighting.content for each, sighting in known if each.kind is Kind.CONFIGURATION}
            present = look_around(reader, self._territory.path, others)
            choice = choose(reader.records(self._environment()), Staleness(reader, present))
        return len(choice.impacted), choice.known

    def _environment(self) -> str:
        with contextlib.closing(sqlite3.connect(self._map)) as connection:
            ((facts,),) = connection.execute("SELECT facts FROM environment")
        return Environment(tuple((name, value) for name, value in json.loads(facts))).digest

    def resting_on(self, place: str) -> bool:
        """Whether the map knows a source of this place."""
        with MapReader(self._map) as reader:
            return any(each == Dependency(Kind.SOURCE, place) for each, _ in reader.dependencies().values())


def measure(checkout: Path, path: str, question: Question, least: int) -> Iterator[tuple[str, str, int, int, int]]:
    """Yield for each module and kind of addition: what is impacted, what rests on the module, and all tests."""
    with scratch_of(Project.around(checkout)) as scratch:
        scratch.copy()
        folder = scratch.folder / "map"
        require_sound(Runs(scratch, question.arguments, folder).record())
        selection = Selection(scratch, folder)
        base, _ = selection.impacted()
        for file in sorted((scratch.root / path).rglob("*.py")):
            place = file.relative_to(scratch.root).as_posix()
            source = file.read_bytes()
            if not selection.resting_on(place):
                continue
            with scratch.edited(place, b"raise SystemExit(1)\n" + source):
                resting = selection.impacted()[0] - base
            if resting < least:
                continue
            for kind, text in additions(source):
                with scratch.edited(place, text):
                    yield kind, place, selection.impacted()[0] - base, resting, selection.impacted()[1]


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--path", default=".", help="the package, below the checkout")
    parser.add_argument("--least", type=int, default=100, help="tests that rest on a module (default: %(default)s)")
    given = [*(sys.argv[1:] if arguments is None else arguments)]
    ours, rest = (given[: given.index("--")], given[given.index("--") + 1 :]) if "--" in given else (given, [])
    asked = parser.parse_args(ours)
    found: defaultdict[str, list[float]] = defaultdict(list)
    for kind, place, impacted, resting, _ in measure(
        asked.checkout, asked.path, Question(0, arguments=tuple(rest)), asked.least
    ):
        print(f"{kind} in {place}: {impacted} of {resting}", file=sys.stderr, flush=True)
        found[kind].append(impacted / resting)
    print("| unused addition | places | none selected | selected of what rests on the module: median | mean |")
    print("|---|---|---|---|---|")
    for kind, fractions in found.items():
        none = sum(not each for each in fractions)
        print(f"| {kind} | {len(fractions)} | {none} | {statistics.median(fractions):.1%} "
              f"| {statistics.fmean(fractions):.1%} |")  # fmt: skip


if __name__ == "__main__":
    main()
