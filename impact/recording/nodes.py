"""The nodes of one process: which rests on which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Set

from impact.recording.delta import SHARED

_RESTING = frozenset("cfskt")
"""The kinds of nodes, by their first letter, that what rests on them carries in whole; imports are followed otherwise.
"""


class NodeGraph:
    """Edges between nodes. `kept_for` tells the nodes of the kept values that a node reads."""

    def __init__(self, kept_for: Callable[[str], Set[str]]) -> None:
        self.referred: set[str] = set()
        self.version = 0
        """A number that changes when an edge comes from a node that is no test."""
        self._kept_for = kept_for
        self._edges: defaultdict[str, set[str]] = defaultdict(set)
        self._reached: dict[str, frozenset[str]] = {}

    def connect(self, node: str, other: str) -> None:
        """Say that what rests on `node` rests on `other`."""
        if other[0] == "t":
            self.referred.add(other)
        if node[0] != "t" and other not in self._edges[node]:
            self.version += 1
        self._edges[node].add(other)

    def seen_by(self, node: str) -> Set[str]:
        """Return what a node was connected with."""
        return self._edges.get(node, frozenset())

    def modules(self, node: str) -> set[str]:
        """Return the modules that a node was connected with."""
        return {other[2:] for other in self.seen_by(node) if other[0] == "m"}

    def settle(self) -> None:
        """Forget the answers: edges may have come since. Until the next call none may."""
        self._reached.clear()

    def below(self, node: str) -> frozenset[str]:
        """Return the nodes that a node rests on, with what is shared, without itself; the imports are left out."""
        return frozenset().union(*map(self.reach, (SHARED, *self._next(node)))) - {node}

    def reach(self, node: str) -> frozenset[str]:
        """Return a node with those that it rests on; what is shared, and the imports, are left out."""
        known = self._reached.get(node)
        if known is None:
            found, pending = {node}, [node]
            while pending:
                new = self._next(pending.pop()) - found
                pending.extend(new)
                found |= new
            known = self._reached[node] = frozenset(found)
        return known

    def _next(self, node: str) -> Set[str]:
        return {other for other in self.seen_by(node) if other[0] in _RESTING} | self._kept_for(node)
