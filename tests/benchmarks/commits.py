"""What is selected, and what is missed, on real commits: by us and by pytest-testmon, on the same ones.

    python -m tests.benchmarks.commits CHECKOUT [--commits N] [-- PYTEST ARGUMENTS...]

Needs pytest-testmon installed beside us, and all that the tests of the checkout import. Both go from commit to commit
along the first parents, each with its own record carried along; after each commit the full suite runs without any
selection. An outcome that changed there and was not selected is a miss, if it stays so when all is run again.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from platform import python_version

from impact.audit.commits import CommitAudit
from impact.audit.model import Observation, Step
from impact.audit.question import Question
from impact.audit.resuming import Journal
from impact.audit.running import Runs
from impact.audit.scratch import Project, Scratch, git, scratch_of

CACHE = Path(__file__).parents[2] / ".cache" / "commits"


class RunsOfTestmon(Runs):
    """The same runs by pytest-testmon; its data lies in the folder of the map."""

    def __init__(self, scratch: Scratch, arguments: tuple[str, ...], map_folder: Path) -> None:
        self._data = map_folder / "testmondata"
        map_folder.mkdir(parents=True, exist_ok=True)
        super().__init__(scratch, arguments, map_folder)

    def _environment(self, scratch: Scratch) -> dict[str, str]:
        return {**super()._environment(scratch), "TESTMON_DATAFILE": str(self._data)}

    def record(self) -> Observation:
        """Run everything and record it anew."""
        for path in self._data.parent.glob("testmondata*"):
            path.unlink()
        return self._pytest.run(["--testmon"], None)

    def select(self, timeout: float | None, record: bool = False) -> Observation:
        """Run what testmon selects."""
        return self._pytest.run(["--testmon"], timeout)


KINDS = {"pytest-openedx": Runs, "pytest-testmon": RunsOfTestmon}


def audit(kind: str, checkout: Path, question: Question) -> list[Step]:
    """Return the steps of one of the two; those that were made before are read."""
    project = Project.around(checkout)
    place = CACHE / f"{checkout.resolve().name}-{python_version()}-{kind}"
    head = git("rev-parse", "HEAD", at=checkout).strip()
    with scratch_of(project) as scratch:
        scratch.clone()
        journal = Journal(place / "steps.jsonl", " ".join([head, metadata.version(kind), *question.arguments]))
        runs = KINDS[kind](scratch, question.arguments, place / "map")
        found = []
        for step in CommitAudit(scratch, question, journal, runs).steps():
            missed = f", MISSED {len(step.missed)}" if step.missed else ""
            print(f"{kind}: {step.title[:60]}: {step.selected} of {step.tests}{missed}", file=sys.stderr, flush=True)
            found.append(step)
    return found


def row(kind: str, steps: list[Step]) -> str:
    """Return a row of the table."""
    fractions = [step.fraction for step in steps]
    missed = [step for step in steps if step.missed]
    noticed = sum(bool(step.changed) for step in steps)
    return (
        f"| {kind} {metadata.version(kind)} | {len(steps)} | {noticed} | {statistics.median(fractions):.1%} "
        f"| {statistics.fmean(fractions):.1%} | {sum(len(step.missed) for step in missed)} in {len(missed)} |"
    )


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--commits", type=int, default=20, help="how many commits (default: %(default)s)")
    given = [*(sys.argv[1:] if arguments is None else arguments)]
    ours, rest = (given[: given.index("--")], given[given.index("--") + 1 :]) if "--" in given else (given, [])
    asked = parser.parse_args(ours)
    question = Question(asked.commits, arguments=tuple(rest))
    rows = [row(kind, audit(kind, asked.checkout, question)) for kind in KINDS]
    print(f"{asked.checkout.resolve().name}, Python {python_version()}\n")
    print("| selection by | commits | with changed outcomes | tests run, median | mean | missed outcomes |")
    print("|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
