"""Canonical chains: for a ban that is broken, chains that share no import, shortest first, lexicographically first.

Of all shortest chains the lexicographically first is taken, its imports are set aside, and the search goes on until
no chain is left. All chains of one length come from one search: a blocking flow in the graph of levels, after
Dinic (1970), "Algorithm for solution of a problem of maximum flow in networks with power estimation".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from impact.contracts.bans import Ban
from impact.contracts.graph import ImportGraph
from impact.contracts.model import Chain

_UNSEEN = -1


def find_chains(graph: ImportGraph, ban: Ban) -> tuple[Chain, ...]:
    """Return the chains that break a ban. Every chain that breaks it shares an import with one of them."""
    names = graph.names
    return tuple(tuple(names[number] for number in path) for path in _paths(graph, ban))


def _paths(graph: ImportGraph, ban: Ban) -> Iterator[list[int]]:
    targets = frozenset(ban.targets)
    sources = sorted(ban.sources)
    gone: set[tuple[int, int]] = set()
    for source in sources:
        for target in graph.successors[source]:
            if target in targets:
                gone.add((source, target))
                yield [source, target]
    if ban.direct:
        return
    while True:
        levels, length = _levels(graph, ban, gone)
        if not length:
            return
        for source in sources:
            if levels[source] == length:
                yield from _thread(graph, source, levels, gone)


def _levels(graph: ImportGraph, ban: Ban, gone: set[tuple[int, int]]) -> tuple[list[int], int]:
    """Return how many imports lead from each module to the targets, and from the nearest source: 0 if none does."""
    sources, walls = frozenset(ban.sources), ban.walls
    levels = [_UNSEEN] * len(graph.names)
    for target in ban.targets:
        levels[target] = 0
    frontier, level = list(ban.targets), 0
    predecessors = graph.predecessors
    while frontier:
        level += 1
        following = []
        met = False
        for imported in frontier:
            for importer in predecessors[imported]:
                if levels[importer] != _UNSEEN or (importer, imported) in gone:
                    continue
                if importer in sources:
                    met = True
                elif walls and walls[importer]:
                    continue
                levels[importer] = level
                following.append(importer)
        if met:
            return levels, level
        frontier = following
    return levels, 0


def _thread(graph: ImportGraph, source: int, levels: list[int], gone: set[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the chains of this length that start at a source; their imports are gone, dead ends lose their level."""
    rests: dict[int, Iterator[int]] = {}
    path = [source]
    while path:
        here = path[-1]
        if levels[here] == 0:
            gone.update(itertools.pairwise(path))
            yield path
            path = [source]
            continue
        rest = rests.get(here)
        if rest is None:
            rest = rests[here] = iter(graph.successors[here])
        for imported in rest:
            if levels[imported] == levels[here] - 1 and (here, imported) not in gone:
                path.append(imported)
                break
        else:
            levels[here] = _UNSEEN
            path.pop()
