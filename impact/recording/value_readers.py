"""Who reads kept values: from what was entered for a node to the nodes of the values that it can have read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, NamedTuple

from impact.recording.kept import KeptValues
from impact.recording.places import Place
from impact.source.analysis import Block

_NONE: frozenset[Any] = frozenset()


class _Reading(NamedTuple):
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
        self._readings: dict[int, _Reading] = {}
        self._nodes: dict[str, _Reading] = {}

    def of(self, nodes: Iterable[str]) -> Set[str]:
        """Return the nodes of the values that can be read by what was entered for some nodes together."""
        if not self._kept.version:
            return _NONE
        readings = [self._by_node(node) for node in nodes]
        named = _NONE.union(*(each.named for each in readings))
        distant = named & self._kept.distant
        return named - distant.difference(*(each.reached for each in readings)) if distant else named

    def _by_node(self, node: str) -> _Reading:
        numbers = self._entered.get(node, _NONE)
        version = self._kept.version, len(numbers)
        known = self._nodes.get(node)
        if known is None or known.version != version:
            readings = [self._by_place(number) for number in numbers]
            named = _NONE.union(*(each.named for each in readings if each.named))
            known = _Reading(version, named, _NONE.union(*(each.reached for each in readings if each.reached)))
            if node[0] != "t":
                self._nodes[node] = known
        return known

    def _by_place(self, number: int) -> _Reading:
        version = self._kept.version, 0
        known = self._readings.get(number)
        if known is None or known.version != version:
            place = self._places[number]
            block = self._block(place)
            if block is None:
                known = _Reading(version, _NONE, _NONE)
            else:
                known = _Reading(version, self._kept.read_by(place[0], block), self._kept.got_at_by(block))
            self._readings[number] = known
        return known
