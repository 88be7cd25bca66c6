"""Who reads kept values: from what was entered for a node to the nodes of the values that it can have read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, NamedTuple

from impact.recording.kept import KeptValues, class_of
from impact.recording.places import Place
from impact.source.analysis import Block

_NONE: frozenset[Any] = frozenset()


class Reading(NamedTuple):
    """What a block, or a node, can read as of some version: values whose names it mentions, and that it gets at."""

    version: tuple[int, int]
    named: Set[str]
    reached: Set[str]


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
        self._readings: dict[int, tuple[Block | None, Reading]] = {}
        self._nodes: dict[str, Reading] = {}
        self._together: dict[frozenset[str], Reading] = {}

    def of(self, nodes: Iterable[str]) -> Set[str]:
        """Return the nodes of the values that can be read by what was entered for some nodes together."""
        if not self._kept.version:
            return _NONE
        readings = [self._by_node(node) for node in nodes]
        return self.read_by(readings) if any(reading.named for reading in readings) else _NONE

    def together(self, nodes: frozenset[str]) -> Reading:
        """Return what nodes can read together; until `settle` the answer is kept, for many tests share it."""
        known = self._together.get(nodes)
        if known is None:
            readings = [self._by_node(node) for node in nodes]
            named = _NONE.union(*(each.named for each in readings))
            known = Reading((0, 0), named, _NONE.union(*(each.reached for each in readings)))
            self._together[nodes] = known
        return known

    def settle(self) -> None:
        """Forget the answers to `together`: what was entered may be more now."""
        self._together.clear()

    def read_by(self, readings: Iterable[Reading]) -> Set[str]:
        """Return the nodes of the values that can be read by who has these readings."""
        each = list(readings)
        named = _NONE.union(*(reading.named for reading in each))
        distant = named & self._kept.distant
        return named - distant.difference(*(reading.reached for reading in each)) if distant else named

    def _by_node(self, node: str) -> Reading:
        numbers = self._entered.get(node, _NONE)
        version = self._kept.version, len(numbers)
        known = self._nodes.get(node)
        if known is None or known.version != version:
            readings = [self._by_place(number) for number in numbers]
            named = _NONE.union(*(each.named for each in readings if each.named))
            known = Reading(version, named, _NONE.union(*(each.reached for each in readings if each.reached)))
            if node[0] != "t":
                self._nodes[node] = known
        return known

    def _by_place(self, number: int) -> Reading:
        version = self._kept.version, 0
        block, known = self._readings.get(number) or (self._block(self._places[number]), None)
        if known is not None and (known.version == version or not self._is_news(block, known)):
            return known
        if block is None:
            known = Reading(version, _NONE, _NONE)
        else:
            path = self._places[number][0]
            known = Reading(version, self._kept.read_by(path, block), self._kept.got_at_by(block))
        self._readings[number] = block, known
        return known

    def _is_news(self, block: Block | None, known: Reading) -> bool:
        """Whether something of what a block mentions is another thing than it was."""
        if block is None:
            return False
        words = self._kept.news_since(known.version[0])
        return words is None or not words.isdisjoint(block.mentions) or class_of(block) in words
