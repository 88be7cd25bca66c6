"""A function by what it can leave in places that outlive it, and in which of the variables of something it can."""

from __future__ import annotations

from collections.abc import Iterator, Set
from types import CodeType
from typing import NamedTuple

from impact.recording.handing import Handed, handed
from impact.recording.holding import Holder, is_container
from impact.recording.stores import NOTHING, Stores, memoizes, remembers, stores


class Filler(NamedTuple):
    place: int
    names: tuple[str, ...]
    stores: Stores
    handed: Handed
    memos: frozenset[str]
    remembered: frozenset[str]

    @property
    def as_memo(self) -> Filler:
        """The function as one that computes what it stores from what it looks it up by."""
        return self._replace(stores=self.stores._replace(given=False))


def filler_of(code: CodeType, place: int, filling: Set[str]) -> Filler | None:
    """Return a function that can change something; None for others. `filling` are globals that reading fills."""
    stored, over = stores(code) or NOTHING, handed(code)
    if stored is NOTHING and not any(over) and filling.isdisjoint(code.co_names):
        return None
    return Filler(place, code.co_names, stored, over, memoizes(code), remembers(code))


def changeable(filler: Filler, holder: Holder, stored: Set[str]) -> Iterator[str]:
    """Yield what a function can change of something that it gets at; `stored` may be containers at times."""
    yield from filler.stores.others
    if filler.stores.any:
        yield ""
    if filler.stores.mutates:
        variables = holder.variables()
        yield from (each for each in filler.names if each in stored or is_container(variables.get(each)))
        if holder.through:
            yield from stored


def memos_in(filler: Filler, holder: Holder) -> set[str]:
    """Return the variables of a class or an object that a function may look up before it sets them."""
    variables = holder.variables()
    found = {name for name in filler.memos if is_container(variables.get(name))}
    return found | filler.remembered if filler.stores.on_class or not holder.is_class else found
