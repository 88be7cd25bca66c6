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
        self._of_places: dict[int, Names] = {}
        self._of_nodes: dict[str, tuple[int, Names]] = {}
        self._of_tests: dict[str, Names] = {}
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
        self._of_tests.clear()
        if self._vocabulary != self._kept.vocabulary:
            self._vocabulary = self._kept.vocabulary
            self._of_places.clear()
            self._of_nodes.clear()

    def _by_node(self, node: str) -> Names:
        if node[0] == "t":
            known = self._of_tests.get(node)
            if known is None:
                known = self._of_tests[node] = _join(map(self._by_place, self._entered.get(node, _NONE)))
            return known
        numbers = self._entered.get(node, _NONE)
        count, known = self._of_nodes.get(node, (-1, _NO_NAMES))
        if count != len(numbers):
            known = _join(map(self._by_place, numbers))
            self._of_nodes[node] = len(numbers), known
        return known

    def _by_place(self, number: int) -> Names:
        known = self._of_places.get(number)
        if known is None:
            place = self._places[number]
            if number not in self._blocks:
                self._blocks[number] = self._block(place)
            block = self._blocks[number]
            known = self._of_places[number] = self._names(place[0], block)
        return known

    def _names(self, path: str, block: Block | None) -> Names:
        names = _NO_NAMES if block is None else self._kept.names(path, block)
        return names if names.words or names.ways else _NO_NAMES


def _join(each: Iterable[Names]) -> Names:
    some = {names for names in each if names is not _NO_NAMES}
    if len(some) == 1:
        return some.pop()
    words, ways = _NONE.union(*(names.words for names in some)), _NONE.union(*(names.ways for names in some))
    return Names(words, ways) if words or ways else _NO_NAMES
