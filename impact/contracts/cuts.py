"""Minimum cuts: the fewest, or cheapest, imports without which no chain breaks a ban.

Of all minimum cuts the one nearest to the imported package is taken; it is unique, whatever the order of the search.
By Ford and Fulkerson (1956), "Maximal flow through a network", with the levels of Dinic (1970).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from impact.contracts.bans import Ban, reach
from impact.contracts.graph import ImportGraph

NumberedEdge = tuple[int, int]
Weigh = Callable[[int, int], int]
"""Returns what it costs to remove an edge: a whole number above 0."""

_SOURCE, _SINK = -1, -2


def reach_back(graph: ImportGraph, ban: Ban) -> bytearray:
    """Return for each module whether it breaks the ban, were it a source. Sources are reached, and not passed."""
    seen = bytearray(len(graph.names))
    predecessors, sources, targets = graph.predecessors, frozenset(ban.sources), frozenset(ban.targets)
    pending = list(targets)
    while pending:
        for importer in predecessors[pending.pop()]:
            if seen[importer] or importer in targets:
                continue
            if importer in sources:
                seen[importer] = 1
            elif not (ban.direct or (ban.walls and ban.walls[importer])):
                seen[importer] = 1
                pending.append(importer)
    return seen


def heads(graph: ImportGraph, ban: Ban) -> list[int]:
    """Return the sources at which a chain begins that breaks the ban and passes no other source."""
    seen = reach_back(graph, ban)
    return sorted(source for source in ban.sources if seen[source])


def edges_between(graph: ImportGraph, ban: Ban) -> list[NumberedEdge]:
    """Return all edges that lie on a chain that breaks the ban, in the order of their names."""
    sources, targets = frozenset(ban.sources), frozenset(ban.targets)
    if ban.direct:
        return [(each, target) for each in sorted(sources) for target in graph.successors[each] if target in targets]
    ahead, behind = reach(graph, ban.sources, ban.walls), reach_back(graph, ban)
    walls = ban.walls or bytes(len(graph.names))
    found = []
    for importer, row in enumerate(graph.successors):
        if importer in targets or not (importer in sources or (ahead[importer] and not walls[importer])):
            continue
        for imported in row:
            if imported in targets or (behind[imported] and imported not in sources and not walls[imported]):
                found.append((importer, imported))
    return found


def minimum_cut(graph: ImportGraph, ban: Ban, weigh: Weigh = lambda importer, imported: 1) -> list[NumberedEdge]:
    """Return the cheapest edges without which the ban is kept, in the order of their names."""
    edges = edges_between(graph, ban)
    if ban.direct:
        return edges
    flow = _Flow(edges, ban, weigh)
    flow.fill()
    side = flow.side_of_the_sink()
    return [edge for edge in edges if edge[1] in side and edge[0] not in side]


class _Flow:
    """A network and how much still fits through it: `rest[u][v]`, which grows backwards as flow goes forwards."""

    def __init__(self, edges: Iterable[NumberedEdge], ban: Ban, weigh: Weigh) -> None:
        self.rest: dict[int, dict[int, int]] = {_SOURCE: {}, _SINK: {}}
        boundless = 1
        sources, targets = frozenset(ban.sources), frozenset(ban.targets)
        ends: set[int] = set()
        for importer, imported in edges:
            weight = weigh(importer, imported)
            boundless += weight
            self._add(importer, imported, weight)
            ends.update((importer, imported))
        for node in sorted(ends):
            if node in sources:
                self._add(_SOURCE, node, boundless)
            elif node in targets:
                self._add(node, _SINK, boundless)

    def _add(self, start: int, end: int, room: int) -> None:
        row = self.rest.setdefault(start, {})
        row[end] = row.get(end, 0) + room
        self.rest.setdefault(end, {}).setdefault(start, 0)

    def fill(self) -> None:
        """Send as much as fits from the source to the sink."""
        while levels := self._levels():
            rests = {node: list(row) for node, row in self.rest.items()}
            while path := self._path(levels, rests):
                steps = list(itertools.pairwise(path))
                amount = min(self.rest[start][end] for start, end in steps)
                for start, end in steps:
                    self.rest[start][end] -= amount
                    self.rest[end][start] += amount

    def _levels(self) -> dict[int, int]:
        levels = {_SOURCE: 0}
        frontier = [_SOURCE]
        while frontier and _SINK not in levels:
            following = []
            for node in frontier:
                for end, room in self.rest[node].items():
                    if room and end not in levels:
                        levels[end] = levels[node] + 1
                        following.append(end)
            frontier = following
        return levels if _SINK in levels else {}

    def _path(self, levels: dict[int, int], rests: dict[int, list[int]]) -> list[int]:
        """Return one shortest way that has room, or nothing; ends that are of no use any more leave `rests`."""
        path = [_SOURCE]
        while path and path[-1] != _SINK:
            node = path[-1]
            ends = rests[node]
            while ends and not (self.rest[node][ends[-1]] and levels.get(ends[-1]) == levels[node] + 1):
                ends.pop()
            if ends:
                path.append(ends[-1])
            else:
                levels[node] = -1
                path.pop()
        return path

    def side_of_the_sink(self) -> set[int]:
        """Return the nodes from which the sink can still be reached."""
        side = {_SINK}
        pending = [_SINK]
        while pending:
            node = pending.pop()
            for start in self.rest[node]:
                if start not in side and self.rest[start].get(node):
                    side.add(start)
                    pending.append(start)
        return side
