"""A first layering for a package that has none, by the directions in which its children import each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from impact.contracts.bans import reach, wall_of
from impact.contracts.circles import find_circles
from impact.contracts.errors import ContractsError, ModuleUnknown
from impact.contracts.graph import ImportGraph
from impact.contracts.model import Edge


@dataclass(frozen=True, slots=True)
class Layering:
    """Layers from the highest to the lowest, as a contract has them, and the imports that must go for them to hold."""

    layers: tuple[str, ...]
    remove: tuple[Edge, ...] = ()


def suggest_layers(graph: ImportGraph, package: str) -> list[Layering]:
    """Return a layering that holds now, and if it has circles a finer one that holds without a few imports.

    Children that import each other in a circle share a layer (`a : b`); those that know nothing of each other, on one
    level, too (`a | b`). Raises ModuleUnknown, or ContractsError if there is nothing to put into layers.
    """
    if graph.find(package) is None:
        raise ModuleUnknown(package, graph.names)
    children = graph.children(package)
    if len(children) < 2:
        raise ContractsError(f"'{package}' has no two children that could be layers.")
    found = [Layering(_layers(graph, children))]
    circles = list(find_circles(graph, [package]))
    if circles:
        edges = tuple((chain[0], chain[1]) for chain in circles[0].chains)
        numbers = [(graph.find(importer), graph.find(imported)) for importer, imported in edges]
        rest = graph.without(
            (source, target) for source, target in numbers if source is not None and target is not None
        )
        found.append(Layering(_layers(rest, children), edges))
    return found


def _layers(graph: ImportGraph, children: Sequence[str]) -> tuple[str, ...]:
    groups = {child: graph.package(child) for child in children}
    walls = wall_of(graph, groups.values())
    imports: dict[str, set[str]] = {}
    for child in children:
        seen = reach(graph, groups[child], walls)
        imports[child] = {other for other in children if other != child and any(seen[each] for each in groups[other])}
    together = _circles(imports)
    levels: dict[int, list[tuple[str, ...]]] = {}
    known: dict[tuple[str, ...], int] = {}
    for circle in dict.fromkeys(together.values()):
        levels.setdefault(_level(circle, together, imports, known), []).append(circle)
    return tuple(line for level in sorted(levels, reverse=True) for line in _lines(levels[level]))


def _lines(circles: Sequence[tuple[str, ...]]) -> Iterator[str]:
    alone = sorted(circle[0].rpartition(".")[2] for circle in circles if len(circle) == 1)
    if alone:
        yield " | ".join(alone)
    for circle in sorted(circles):
        if len(circle) > 1:
            yield " : ".join(name.rpartition(".")[2] for name in circle)


def _circles(imports: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Return for each child those with which it is in a circle, itself among them."""
    ahead = {name: _all_below(name, imports) for name in imports}
    return {name: tuple(sorted({name, *(other for other in ahead[name] if name in ahead[other])})) for name in imports}


def _all_below(name: str, imports: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    pending = [name]
    while pending:
        for other in imports[pending.pop()]:
            if other not in seen:
                seen.add(other)
                pending.append(other)
    return seen


def _level(
    circle: tuple[str, ...],
    together: Mapping[str, tuple[str, ...]],
    imports: Mapping[str, set[str]],
    known: dict[tuple[str, ...], int],
) -> int:
    """Return how many levels are below a circle."""
    if circle not in known:
        below = {together[other] for name in circle for other in imports[name]} - {circle}
        known[circle] = 1 + max((_level(other, together, imports, known) for other in below), default=-1)
    return known[circle]
