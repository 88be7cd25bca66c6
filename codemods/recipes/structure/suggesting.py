"""Which moves would mend contracts: ranked by the violations that each removes for each reference that it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from codemods.names.dotted import is_inside, last_part, parent
from impact.contracts.advice.moving import verdicts_after
from impact.contracts.checking import Project
from impact.contracts.configuration import RawContract
from impact.contracts.errors import ContractsError
from impact.contracts.graph import ImportGraph
from impact.contracts.model import Verdict

_TRIED = 200
"""So many candidates are simulated, those with the most violations at stake first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A move, the violations (chains of imports) that it removes less those that it makes, and what it changes."""

    old: str
    new: str
    removed: int
    references: int

    @property
    def worth(self) -> float:
        """Violations removed for each reference changed."""
        return self.removed / max(1, self.references)


def suggest_moves(
    project: Project, contracts: Iterable[RawContract], count: Callable[[str, str], int | None], most: int
) -> list[Suggestion]:
    """Return the best moves, best first; `count` tells how many references a move changes, None where it can't be made.

    For each import that breaks a contract, what imports could move to what is imported, and the other way round. Of
    several places for one module or package the best is told, and the deepest of equal ones; what is no test goes to no
    package of tests. Exact counts are made for the best, by an estimate from the graph, so that few moves are planned.
    """
    contracts = list(contracts)
    graph = project.graph
    before = list(verdicts_after(project, contracts, None))
    had = _chains(before)
    stakes: dict[tuple[str, str], int] = {}
    for importer, imported in _blamed(before):
        for move in _candidates(graph, importer, imported):
            stakes[move] = stakes.get(move, 0) + 1
    found: list[Suggestion] = []
    for old, new in sorted(stakes, key=lambda move: (-stakes[move], move))[:_TRIED]:
        try:
            after = _chains(verdicts_after(project, contracts, (old, new)))
        except ContractsError:
            continue
        if after < had:
            found.append(Suggestion(old, new, had - after, _references(graph, old)))
    found.sort(key=_rank)
    exact: dict[str, Suggestion] = {}
    for each in found:
        references = count(each.old, each.new) if each.old not in exact else None
        if references is not None:
            exact[each.old] = Suggestion(each.old, each.new, each.removed, references)
        if len(exact) == 2 * most:
            break
    return sorted(exact.values(), key=_rank)[:most]


def _rank(each: Suggestion) -> tuple[float, int, str, int, str]:
    return -each.worth, -each.removed, each.old, -each.new.count("."), each.new


def _chains(verdicts: Iterable[Verdict]) -> int:
    return sum(len(violation.chains) or 1 for verdict in verdicts for violation in verdict.violations)


def _blamed(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, str]]:
    """Yield importer and imported of each import in a chain that breaks a contract."""
    seen: set[tuple[str, str]] = set()
    for verdict in verdicts:
        for violation in verdict.violations:
            for chain in violation.chains:
                for step in pairwise(chain):
                    if step not in seen:
                        seen.add(step)
                        yield step


def _candidates(graph: ImportGraph, importer: str, imported: str) -> Iterator[tuple[str, str]]:
    """Yield moves of either end beside the other, and of its package into the other's."""
    for one, other in ((importer, imported), (imported, importer)):
        number = graph.find(one)
        if number is None or number in graph.external or not parent(one):
            continue
        for package in _homes(graph, other):
            if _is_for_tests(package) and not _is_for_tests(one):
                continue
            new = f"{package}.{last_part(one)}"
            if not is_inside(package, one) and not is_inside(one, package) and new not in graph:
                yield one, new


def _is_for_tests(name: str) -> bool:
    return any(part in ("test", "tests", "testing") or part.startswith("test_") for part in name.split("."))


def _homes(graph: ImportGraph, name: str) -> Iterator[str]:
    """Yield the packages that a module is in, but for the outermost."""
    package = parent(name)
    while parent(package):
        if package in graph:
            yield package
        package = parent(package)


def _references(graph: ImportGraph, old: str) -> int:
    """Return how many imports lead to a module and what is below it, from elsewhere."""
    mine = set(graph.package(old))
    return sum(importer not in mine for number in mine for importer in graph.predecessors[number])
