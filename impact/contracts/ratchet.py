"""Judging against a baseline: what is new, what is let through, and what the baseline holds in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from impact.contracts.bans import Ban, broken
from impact.contracts.baseline import Allowance, Frozen, Key
from impact.contracts.cases import Case
from impact.contracts.chains import find_chains
from impact.contracts.circles import find_circles, has_circle
from impact.contracts.cuts import NumberedEdge, edges_between, heads, minimum_cut
from impact.contracts.graph import ImportGraph
from impact.contracts.model import Chain, Edge, Violation


@dataclass(frozen=True, slots=True)
class Comparison:
    """A contract against its baseline. `pruned` is the baseline without what is stale."""

    violations: tuple[Violation, ...]
    undeclared: tuple[str, ...]
    stale: tuple[str, ...]
    frozen: int
    pruned: Frozen


def freeze(case: Case) -> Frozen:
    """Return a baseline that lets through exactly what breaks the contract now."""
    graph = case.graph
    allowances = []
    for ban in broken(graph, case.plan.bans):
        edges = tuple(_named(graph, minimum_cut(graph, ban)))
        allowances.append(Allowance(_key(ban), edges, tuple(graph.names[each] for each in heads(graph, ban))))
    for circle in find_circles(graph, case.plan.ancestors):
        edges = tuple((chain[0], chain[1]) for chain in circle.chains)
        allowances.append(Allowance((None, None, circle.package), _needed(graph, circle.package or "", edges), ()))
    return Frozen(tuple(allowances), tuple(case.plan.undeclared))


def compare(case: Case, frozen: Frozen) -> Comparison:
    """Return what of a contract is new, and what of its baseline is stale."""
    pairs, circles = _pairs(case, frozen), _circles(case, frozen)
    judged = [*pairs, *circles]
    kept = [pruned for _, pruned, _ in judged]
    lasting = tuple(name for name in frozen.undeclared if name in case.plan.undeclared)
    gone = [f"Baseline: '{name}' is declared, or gone." for name in frozen.undeclared if name not in lasting]
    violations = [Violation(*pruned.key, chains) for _, pruned, chains in pairs if chains]
    return Comparison(
        violations=(*violations, *_new_circles(case, kept)),
        undeclared=tuple(name for name in case.plan.undeclared if name not in lasting),
        stale=(*(sentence for before, pruned, _ in judged for sentence in _stale(before, pruned)), *gone),
        frozen=sum(bool(each.edges) for each in kept) + len(lasting),
        pruned=Frozen(tuple(each for each in kept if each.edges or each.sources), lasting),
    )


_Judged = tuple[Allowance, Allowance, tuple[Chain, ...]]
"""What is let through, what of it is needed, and the chains that it does not let through."""


def _pairs(case: Case, frozen: Frozen) -> list[_Judged]:
    """Judge each pair of packages that is broken, or in the baseline."""
    known = {allowance.key: allowance for allowance in frozen.allowances if allowance.key[2] is None}
    bans = {_key(ban): ban for ban in case.plan.bans}
    found: list[_Judged] = []
    for key in sorted({_key(ban) for ban in broken(case.graph, case.plan.bans)} | known.keys(), key=_order):
        allowance, ban = known.get(key, Allowance(key, (), ())), bans.get(key)
        if ban is None:
            found.append((allowance, Allowance(key, (), ()), ()))
        else:
            pruned = _prune(case.graph, ban, allowance)
            found.append((allowance, pruned, _new_chains(case.graph, ban, pruned)))
    return found


def _circles(case: Case, frozen: Frozen) -> list[_Judged]:
    """Judge each package whose circles are in the baseline."""
    return [
        (allowance, _prune_circle(case.graph, allowance, case.plan.ancestors), ())
        for allowance in frozen.allowances
        if allowance.key[2] is not None
    ]


def _new_chains(graph: ImportGraph, ban: Ban, allowance: Allowance) -> tuple[Chain, ...]:
    """Return chains that pass none of the frozen edges, and those that begin at a source that is not frozen."""
    allowed = frozenset(allowance.sources)
    strangers = [source for source in heads(graph, ban) if graph.names[source] not in allowed]
    beside = find_chains(graph.without(_numbered(graph, allowance.edges)), ban)
    if not strangers:
        return beside
    walls = bytearray(ban.walls or bytes(len(graph.names)))
    for source in ban.sources:
        walls[source] = 1
    begun = find_chains(graph, Ban(ban.importer, ban.imported, strangers, ban.targets, bytes(walls), ban.direct))
    return tuple(sorted({*beside, *begun}, key=lambda chain: (len(chain), chain)))


def _prune(graph: ImportGraph, ban: Ban, allowance: Allowance) -> Allowance:
    if not (allowance.edges or allowance.sources):
        return allowance
    present = set(_named(graph, edges_between(graph, ban)))
    begun = {graph.names[source] for source in heads(graph, ban)}
    edges = tuple(edge for edge in allowance.edges if edge in present)
    sources = tuple(source for source in allowance.sources if source in begun)
    return Allowance(allowance.key, edges, sources)


def _prune_circle(graph: ImportGraph, allowance: Allowance, ancestors: Iterable[str]) -> Allowance:
    package = allowance.key[2] or ""
    if package not in ancestors:
        return Allowance(allowance.key, (), ())
    present = tuple(edge for edge in allowance.edges if _numbered(graph, [edge]))
    if has_circle(graph.without(_numbered(graph, present)), package):
        return Allowance(allowance.key, present, ())
    return Allowance(allowance.key, _needed(graph, package, present), ())


def _needed(graph: ImportGraph, package: str, edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Return as many of the edges as it takes to be free of circles without them; those last by name are kept."""
    needed = sorted(edges)
    for edge in list(needed):
        rest = [other for other in needed if other != edge]
        if not has_circle(graph.without(_numbered(graph, rest)), package):
            needed = rest
    return tuple(needed)


def _new_circles(case: Case, kept: Iterable[Allowance]) -> Iterator[Violation]:
    frozen = [edge for allowance in kept if allowance.key[2] is not None for edge in allowance.edges]
    yield from find_circles(case.graph.without(_numbered(case.graph, frozen)), case.plan.ancestors)


def _stale(allowance: Allowance, pruned: Allowance) -> Iterator[str]:
    where = f"{allowance.key[2] or allowance.key[1]}"
    for importer, imported in allowance.edges:
        if (importer, imported) not in pruned.edges:
            yield f"Baseline for {where}: {importer} -> {imported} is not needed any more."
    for source in allowance.sources:
        if source not in pruned.sources:
            yield f"Baseline for {where}: {source} does not import it any more."


def _key(ban: Ban) -> Key:
    return ban.importer, ban.imported, None


def _order(key: Key) -> list[str]:
    return [part or "" for part in key]


def _named(graph: ImportGraph, edges: Iterable[NumberedEdge]) -> Iterator[Edge]:
    return ((graph.names[importer], graph.names[imported]) for importer, imported in edges)


def _numbered(graph: ImportGraph, edges: Iterable[Edge]) -> list[NumberedEdge]:
    """Return those of the edges that are in the graph."""
    found = []
    for importer, imported in edges:
        source, target = graph.find(importer), graph.find(imported)
        if source is not None and target is not None and target in graph.successors[source]:
            found.append((source, target))
    return found
