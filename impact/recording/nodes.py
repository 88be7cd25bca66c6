"""The nodes of one process: which rests on which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Set

from impact.recording.delta import SHARED

_RESTING = frozenset("cfskt")
"""The kinds of nodes, by their first letter, that what rests on them carries in whole; imports are followed otherwise.
"""
_VALUES = frozenset("k")


class NodeGraph:
    """Edges between nodes.

    `kept_for` tells the nodes of the kept values that a node reads; until they change, the same ones as the same set.
    """

    def __init__(self, kept_for: Callable[[str], Set[str]]) -> None:
        self.referred: set[str] = set()
        self.place_edges = 0
        """How many modules were seen to be imported by places, counted by place."""
        self._kept_for = kept_for
        self._edges: defaultdict[str, set[str]] = defaultdict(set)
        self._values: dict[str, frozenset[str]] = {}
        self._reached: dict[str, frozenset[str]] = {}
        self._groups: dict[int, tuple[Set[str], frozenset[str]]] = {}
        self._belows: dict[tuple[frozenset[str], int], frozenset[str]] = {}

    def connect(self, node: str, other: str) -> bool:
        """Say that what rests on `node` rests on `other`; return whether that is news."""
        if other[0] == "t":
            self.referred.add(other)
        edges = self._edges[node]
        if other in edges:
            return False
        edges.add(other)
        self.place_edges += node[0] == "p"
        return True

    def seen_by(self, node: str) -> Set[str]:
        """Return what a node was connected with."""
        return self._edges.get(node, frozenset())

    def modules(self, node: str) -> set[str]:
        """Return the modules that a node was connected with."""
        return {other[2:] for other in self.seen_by(node) if other[0] == "m"}

    def settle(self) -> None:
        """Forget the answers: edges may have come since. Until the next call none may."""
        self._values.clear()
        self._reached.clear()
        self._groups.clear()
        self._belows.clear()

    def below(self, node: str) -> frozenset[str]:
        """Return the nodes that a node rests on, with what is shared, without itself; the imports are left out."""
        shared, kept = self.reach(SHARED), self._kept_for(node)
        key = frozenset(self._direct(node) - shared), id(kept)
        known = self._belows.get(key)
        if known is None:
            known = self._belows[key] = shared.union(self._group(kept), *map(self.reach, key[0]))
        return known - {node} if node in known else known

    def reach(self, node: str) -> frozenset[str]:
        """Return a node with those that it rests on; what is shared, and the imports, are left out."""
        known = self._reached.get(node)
        if known is None:
            known = self._reached[node] = self._spread({node})
        return known

    def values(self, node: str) -> Set[str]:
        """Return a node with the kept values that it computed or read, and with those that these did."""
        known = self._values.get(node)
        if known is None:
            known = self._values[node] = self._spread({node}, _VALUES)
        return known

    def _group(self, kept: Set[str]) -> frozenset[str]:
        """Return nodes of kept values with those that they rest on: whoever reads the same ones shares the answer."""
        known = self._groups.get(id(kept))
        if known is None:
            known = self._groups[id(kept)] = kept, self._spread(kept)
        return known[1]

    def _spread(self, nodes: Set[str], kinds: frozenset[str] = _RESTING) -> frozenset[str]:
        found, pending = set(nodes), list(nodes)
        read = {id(nodes): nodes}  # by identity, and held: no other set may take the place of one
        while pending:
            node = pending.pop()
            new, kept = self._direct(node, kinds), self._kept_for(node)
            if kept and id(kept) not in read:
                read[id(kept)] = kept
                if kinds is _RESTING and id(kept) in self._groups:
                    found |= self._group(kept)
                else:
                    new |= kept
            new -= found
            found |= new
            pending.extend(new)
        return frozenset(found)

    def _direct(self, node: str, kinds: frozenset[str] = _RESTING) -> set[str]:
        return {other for other in self.seen_by(node) if other[0] in kinds}
