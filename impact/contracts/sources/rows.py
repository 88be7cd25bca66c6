"""Rows: for each module what it imports, resolved; and the graph that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from impact.contracts.graph import Evidence, ImportGraph
from impact.contracts.kinds import KINDS

Row = list[tuple[str, int | str, int]]
"""Imported module, line or test, and the number of the kind of edge in KINDS."""


@dataclass(frozen=True, slots=True)
class GraphRows:
    """The same as a graph, in builtins only, as it is kept in a file.

    `evidence` holds for each module a flat list: imported, place, kind, imported, place, kind, ...; it is a function,
    because most checks never ask where an edge was seen.
    """

    names: Sequence[str]
    successors: Sequence[Sequence[int]]
    external: Sequence[int]
    evidence: Callable[[], Sequence[Sequence[int | str]]]

    def graph(self) -> ImportGraph:
        """Return the graph."""
        known: list[Sequence[Sequence[int | str]]] = []

        def look_up(importer: int, imported: int) -> list[Evidence]:
            if not known:
                known.append(self.evidence())
            flat = known[0][importer]
            found = [(KINDS[int(flat[at + 2])], flat[at + 1]) for at in range(0, len(flat), 3) if flat[at] == imported]
            return sorted(set(found), key=lambda each: (isinstance(each[1], str), each[1], each[0]))

        return ImportGraph(self.names, self.successors, self.external, look_up)


def assemble(rows: Mapping[str, Row], namespaces: Iterable[str]) -> GraphRows:
    """Return the graph of some modules and of namespaces. What is imported and is neither is external."""
    internal = {*rows, *namespaces}
    imported = {each[0] for row in rows.values() for each in row}
    names = sorted(internal | imported)
    numbers = {name: number for number, name in enumerate(names)}
    successors: list[list[int]] = []
    evidence: list[list[int | str]] = []
    for name in names:
        row = sorted((numbers[target], str(place).zfill(9), kind, place) for target, place, kind in rows.get(name, ()))
        successors.append(sorted({each[0] for each in row}))
        evidence.append([part for target, _, kind, place in row for part in (target, place, kind)])
    external = [numbers[name] for name in sorted(imported - internal)]
    return GraphRows(names, successors, external, lambda: evidence)
