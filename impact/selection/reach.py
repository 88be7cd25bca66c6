"""How far a module that finds names without spelling them can see: to what it imports, and what that imports."""

from __future__ import annotations

from collections.abc import Iterable, Set

from impact.selection.bases import Bases
from impact.selection.sources import Sources
from impact.source.analysis import Analysis

_FOLLOWED = 100
"""So many modules are looked through; one that imports more is taken to see everything."""
_UNSPELLED_IMPORTS = frozenset(
    "modules import_module __import__ find_spec iter_modules walk_packages import_string get_objects".split()
)
"""Who mentions one of these gets at modules that no import statement names."""


class Reach:
    """Answers from the present sources."""

    def __init__(self, sources: Sources, bases: Bases) -> None:
        self._sources, self._bases = sources, bases
        self._seen: dict[str, Set[str] | None] = {}

    def can_see(self, place: str, targets: Set[str]) -> bool:
        """Whether what runs while the module at a place is imported may get at one of the modules at other places."""
        seen = self._from(place)
        return seen is None or not seen.isdisjoint(targets)

    def _from(self, place: str) -> Set[str] | None:
        """Return the places that can be got at; None for all."""
        if place not in self._seen:
            self._seen[place] = self._follow(place)
        return self._seen[place]

    def _follow(self, place: str) -> Set[str] | None:
        found, pending = {place}, [place]
        while pending:
            each = pending.pop()
            analysis = self._sources.find(each)
            if analysis is None or len(found) > _FOLLOWED or not _UNSPELLED_IMPORTS.isdisjoint(_mentions(analysis)):
                return None
            new = set(self._imported(analysis, each)) - found
            found |= new
            pending.extend(new)
        return found

    def _imported(self, analysis: Analysis, place: str) -> Iterable[str]:
        statements = {*analysis.imports, *(each for block in analysis.blocks for each in block.imports)}
        for statement in statements:
            module = self._bases.imported_from(statement, place)
            if module is None:
                continue
            name = statement.partition(":")[2]
            parts = module.split(".")
            for each in (*(".".join(parts[:length]) for length in range(1, len(parts) + 1)), f"{module}.{name}"):
                yield from self._bases.places(each)


def _mentions(analysis: Analysis) -> set[str]:
    found: set[str] = set()
    return found.union(*(each.mentions for each in analysis.statements), *(each.mentions for each in analysis.blocks))
