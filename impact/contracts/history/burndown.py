"""How many imports stand between the code and its contracts, commit by commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from impact.contracts.checking import Project
from impact.contracts.configuration import RawContract
from impact.contracts.history.comparing import broken_before
from impact.contracts.history.past import Past
from impact.contracts.history.repository import Commit, Repository


@dataclass(frozen=True, slots=True)
class Point:
    """One commit, and for each contract the fewest imports whose removal would keep it, summed over its pairs."""

    commit: Commit
    counts: Mapping[str, int]


def burn_down(project: Project, contracts: Sequence[RawContract], start: str, number: int) -> Iterator[Point]:
    """Yield so many points, oldest first; raises HistoryUnreadable. The contracts are the present ones throughout."""
    repository = Repository.around(project.configuration.path.parent, start or "HEAD")
    for commit in repository.commits(start, number):
        past = Past(project, repository, commit.id)
        counts = {}
        for raw in contracts:
            frozen = broken_before(past, raw)
            counts[raw.id] = sum(len(each.edges) for each in frozen.allowances) + len(frozen.undeclared)
        yield Point(commit, counts)
