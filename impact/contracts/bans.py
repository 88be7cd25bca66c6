"""Bans, to which every type of contract comes down: no chain of imports may lead from one group to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from impact.contracts.graph import ImportGraph


@dataclass(frozen=True, slots=True)
class Ban:
    """No chain may lead from `sources` to `targets`, which are numbers of modules and have none in common.

    A chain through a module of `walls` that belongs to neither does not count. With `direct`, only single imports do.
    `importer` and `imported` are the names under which a violation is told.
    """

    importer: str | None
    imported: str
    sources: Sequence[int]
    targets: Sequence[int]
    walls: bytes = b""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a contract asks of a graph: the bans, the parents whose children may not form circles, and what is amiss."""

    bans: Sequence[Ban] = ()
    ancestors: Sequence[str] = ()
    undeclared: Sequence[str] = ()


def wall_of(graph: ImportGraph, groups: Iterable[Iterable[int]]) -> bytes:
    """Return for each module of the graph whether it stands in one of the groups."""
    marks = bytearray(len(graph.names))
    for group in groups:
        for number in group:
            marks[number] = 1
    return bytes(marks)


def reach(graph: ImportGraph, sources: Iterable[int], walls: bytes, direct: bool = False) -> bytearray:
    """Return for each module whether the sources import it, even indirectly. Walls are reached, and not passed."""
    seen = bytearray(len(graph.names))
    successors = graph.successors
    pending = list(sources)
    own = frozenset(pending)
    if direct:
        for number in pending:
            for imported in successors[number]:
                seen[imported] = 1
        return seen
    while pending:
        for imported in successors[pending.pop()]:
            if not seen[imported]:
                seen[imported] = 1
                if imported not in own and not (walls and walls[imported]):
                    pending.append(imported)
    return seen


def broken(graph: ImportGraph, bans: Iterable[Ban]) -> list[Ban]:
    """Return the bans that some chain breaks, in their order. Bans with the same sources cost one search."""
    reached: dict[tuple[int, int, bool], tuple[bytearray, Ban]] = {}
    found = []
    for ban in bans:
        key = id(ban.sources), id(ban.walls), ban.direct
        known = reached.get(key)
        if known is None:
            # The ban is kept beside, so that no other object gets the same id.
            known = reached[key] = reach(graph, ban.sources, ban.walls, ban.direct), ban
        seen = known[0]
        if any(seen[target] for target in ban.targets):
            found.append(ban)
    return found
