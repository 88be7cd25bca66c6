"""Who reads kept values: from what was entered for a node to the nodes of the values that it can have read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from impact.recording.kept import KeptValues, Names
from impact.recording.places import Place
from impact.source.analysis import Block

_NONE: frozenset[Any] = frozenset()
_NO_NAMES = Names(_NONE, _NONE)


class ValueReaders:
    """Answers for the nodes of one process. `entered` is by node; `block` tells the block of a place."""

    def __init__(
        self,
        kept: KeptValues,
        entered: Mapping[str, Set[int]],
        places: list[Place],
        block: Callable[[Place], Block | None],
    ) -> None:
        self._kept, self._entered, self._places, self._block = kept, entered, places, block
        self._blocks: dict[int, Block | None] = {}
        self._looked: set[int] = set()
        self._reading: set[int] = set()
        self._of_places: dict[int, Names] = {}
        self._of_nodes: dict[str, tuple[int, Names]] = {}
        self._settled: dict[str, Names] = {}
        self._together: dict[frozenset[str], Names] = {}
        self._vocabulary = 0

    def of(self, node: str) -> Set[str]:
        """Return the nodes of the values that can be read by what was entered for a node."""
        return self._kept.read_by(self._by_node(node)) if self._kept else _NONE

    def of_test(self, node: str, below: frozenset[str]) -> Set[str]:
        """Return the nodes of the values that a test can read over what was entered for it and for nodes below."""
        together = self._together.get(below)
        if together is None:
            together = self._together[below] = _join(map(self._by_node, below))
        return self._kept.read_by(_join((together, self._by_node(node))))

    def settle(self) -> None:
        """Forget what may be another answer now. Until the next call nothing may be entered, and no name be kept."""
        self._kept.settle()
        self._together.clear()
        self._settled.clear()
        if self._vocabulary != self._kept.vocabulary:
            self._vocabulary = self._kept.vocabulary
            self._looked.clear()
            self._reading.clear()
            self._of_places.clear()
            self._of_nodes.clear()

    def _by_node(self, node: str) -> Names:
        known = self._settled.get(node)
        if known is None:
            known = self._settled[node] = self._look_up(node)
        return known

    def _look_up(self, node: str) -> Names:
        numbers = self._entered.get(node, _NONE)
        if node[0] == "t":
            return self._by_places(numbers)
        count, known = self._of_nodes.get(node, (-1, _NO_NAMES))
        if count != len(numbers):
            known = self._by_places(numbers)
            self._of_nodes[node] = len(numbers), known
        return known

    def _by_places(self, numbers: Set[int]) -> Names:
        for number in numbers - self._looked:
            place = self._places[number]
            if number not in self._blocks:
                self._blocks[number] = self._block(place)
            names = self._names(place[0], self._blocks[number])
            if names is not _NO_NAMES:
                self._of_places[number] = names
                self._reading.add(number)
        self._looked |= numbers
        return _join(map(self._of_places.__getitem__, numbers & self._reading))

    def _names(self, path: str, block: Block | None) -> Names:
        names = _NO_NAMES if block is None else self._kept.names(path, block)
        return names if names.words or names.ways else _NO_NAMES


def _join(each: Iterable[Names]) -> Names:
    some = {names for names in each if names is not _NO_NAMES}
    if len(some) == 1:
        return some.pop()
    words, ways = _NONE.union(*(names.words for names in some)), _NONE.union(*(names.ways for names in some))
    return Names(words, ways) if words or ways else _NO_NAMES
