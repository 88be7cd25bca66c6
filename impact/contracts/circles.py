"""Circles among siblings, and the imports whose removal opens them, nominated by grimp."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from impact.contracts.graph import ImportGraph
from impact.contracts.model import Violation

if TYPE_CHECKING:
    import grimp


def as_grimp(graph: ImportGraph, with_lines: bool = False) -> grimp.ImportGraph:
    """Return grimp's form of a graph, for what is computed there; custom contracts may ask for lines, too."""
    import grimp

    other = grimp.ImportGraph()
    for number, name in enumerate(graph.names):
        other.add_module(name, is_squashed=number in graph.external)
    for importer, imported in graph.edges():
        source, target = graph.names[importer], graph.names[imported]
        lines = [place for _, place in graph.evidence(source, target) if isinstance(place, int)] if with_lines else []
        for line in lines:
            other.add_import(
                importer=source, imported=target, line_number=line, line_contents=graph.quote(source, line)
            )
        if not lines:
            other.add_import(importer=source, imported=target)
    return other


def has_circle(graph: ImportGraph, package: str) -> bool:
    """Whether the children of a package import each other in a circle."""
    depth = package.count(".") + 2
    child = {number: ".".join(graph.names[number].split(".", depth)[:depth]) for number in graph.descendants(package)}
    imported: dict[str, set[str]] = {name: set() for name in child.values()}
    for number, name in child.items():
        imported[name].update(child[each] for each in graph.successors[number] if each in child)
    for name, those in imported.items():
        those.discard(name)
    try:
        TopologicalSorter(imported).prepare()
    except CycleError:
        return True
    return False


def find_circles(graph: ImportGraph, packages: Iterable[str]) -> Iterator[Violation]:
    """Yield a violation for each package whose children import each other in a circle."""
    wanted = [name for name in packages if has_circle(graph, name)]
    if not wanted:
        return
    other = as_grimp(graph)
    for name in wanted:
        yield Violation(None, None, name, tuple(sorted(other.nominate_cycle_breakers(name))))
