"""The functions of a module by what they can leave in places that outlive them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import CodeType
from typing import Any, NamedTuple

from impact.recording.holding import is_container
from impact.recording.stores import Stores, class_around, stores


class Filler(NamedTuple):
    """A function that can store something: its place, the class around it, the names in its code, what it stores."""

    place: int
    around: str
    names: tuple[str, ...]
    stores: Stores

    @property
    def remembers(self) -> bool:
        """Whether there can be variables that it looks up before it sets them."""
        return bool(self.stores.memos or self.stores.remembered or self.stores.unspelled)

    def memos_in(self, variables: Mapping[str, Any], is_class: bool) -> set[str]:
        """Return those variables of a class or an object that it may look up before it sets them."""
        found = {name for name in self.stores.memos if is_container(variables.get(name))}
        return found | self.stores.remembered if self.stores.on_class or not is_class else found


def find_fillers(body: CodeType, place_of: Callable[[CodeType], int | None]) -> Iterator[Filler]:
    """Yield the functions of a module, given by its body, that can store something."""
    stack = [body]
    while stack:
        code = stack.pop()
        stack.extend(const for const in code.co_consts if type(const) is CodeType)
        place = place_of(code)
        stored = None if place is None else stores(code)
        if place is not None and stored is not None:
            yield Filler(place, class_around(code.co_qualname), code.co_names, stored)
