"""The cheapest imports to remove so that a contract is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from impact.contracts.bans import broken
from impact.contracts.cases import Case
from impact.contracts.circles import find_circles
from impact.contracts.cuts import minimum_cut
from impact.contracts.graph import ImportGraph
from impact.contracts.judging import violations_of
from impact.contracts.kinds import FUNCTION, TYPE_CHECKING, is_test
from impact.contracts.model import Edge

CHEAP, MIDDLING, DEAR = 1, 5, 10
"""What it costs to remove an import of a test or for type checkers, one inside a function, and any other."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One import to remove: what it costs, and why that little."""

    edge: Edge
    cost: int
    reason: str


def cost_of(graph: ImportGraph, importer: str, imported: str) -> tuple[int, str]:
    """Return what it costs to remove an import, and the reason in a word; the kinds of the edge must be known."""
    kinds = {kind for kind, _ in graph.evidence(importer, imported)}
    if is_test(importer):
        return CHEAP, "test"
    if kinds == {TYPE_CHECKING}:
        return CHEAP, "type-checking"
    if kinds and kinds <= {FUNCTION, TYPE_CHECKING}:
        return MIDDLING, "function"
    return DEAR, ""


def cheapest_cut(case: Case) -> list[Removal]:
    """Return the imports to remove, in the order of their names: for each pair of packages a cheapest cut."""
    graph = case.graph
    names = graph.names

    def weigh(importer: int, imported: int) -> int:
        return cost_of(graph, names[importer], names[imported])[0]

    edges: set[Edge] = set()
    for ban in broken(graph, case.plan.bans):
        edges.update((names[importer], names[imported]) for importer, imported in minimum_cut(graph, ban, weigh))
    for circle in find_circles(graph, case.plan.ancestors):
        edges.update((chain[0], chain[1]) for chain in circle.chains)
    return list(_removals(graph, edges))


def _removals(graph: ImportGraph, edges: set[Edge]) -> Iterator[Removal]:
    for importer, imported in sorted(edges):
        yield Removal((importer, imported), *cost_of(graph, importer, imported))


def kept_without(case: Case, removals: list[Removal]) -> bool:
    """Whether a contract would be kept were these imports removed; modules that it does not list stay a fault."""
    graph = case.graph
    numbers = [(graph.find(removal.edge[0]), graph.find(removal.edge[1])) for removal in removals]
    rest = graph.without((source, target) for source, target in numbers if source is not None and target is not None)
    return not (case.plan.undeclared or any(violations_of(replace(case, graph=rest))))
