"""Which modules are settings: a framework reads all their names, and no source spells that it does."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cached_property

from impact.selection.bases import Bases
from impact.selection.sources import Sources
from impact.source.analysis import Analysis
from impact.source.mentions import BOUND

_FOLDERS = frozenset({"settings", "envs", "conf", "config", "celeryconfig"})
_MARKS = frozenset({"INSTALLED_APPS", "SECRET_KEY", "ROOT_URLCONF", "DATABASES", "MIDDLEWARE"})
"""Names of Django's: a module that binds one of them is its settings, whatever the file is called."""


class Settings:
    """Knows settings by their paths (`envs/common.py`, `test_settings.py`), by what they bind, and by `import *`."""

    def __init__(self, sources: Sources, bases: Bases) -> None:
        self._sources, self._bases = sources, bases

    def has(self, place: str) -> bool:
        """Whether the source at a place is settings, or part of some."""
        parts = place.removesuffix(".py").split("/")
        return not _FOLDERS.isdisjoint(parts) or "settings" in parts[-1].split("_") or place in self._found

    def take_from(self, place: str, changed: Set[str]) -> bool:
        """Whether the source at a place is settings, and imports one of the changed modules, or from it."""
        analysis = self._sources.find(place) if self.has(place) else None
        return analysis is not None and not changed.isdisjoint(self._imported(analysis, place))

    @cached_property
    def _found(self) -> set[str]:
        """The sources that bind what marks settings, those that take all their names, and the pieces of all these."""
        found = set(filter(self._is_marked, self._sources.mentioning(_MARKS)))
        stars = {place: self._stars(place) for place in self._sources.mentioning([f"{BOUND}*"])} if found else {}
        while new := {place for place, taken in stars.items() if not found.isdisjoint(taken)} - found:
            found |= new
        while new := set[str]().union(*(stars.get(place, ()) for place in found)) - found:
            found |= new
        return found

    def _stars(self, place: str) -> set[str]:
        analysis = self._sources.find(place)
        return set() if analysis is None else set(self._imported(analysis, place, star=True))

    def _imported(self, analysis: Analysis, place: str, star: bool = False) -> Iterator[str]:
        """Yield the places of the modules that a source imports, or takes all names of."""
        for each in analysis.imports:
            module = self._bases.imported_from(each, place)
            if module is not None and (each.endswith(":*") or not star):
                yield from self._bases.places(module)
                name = each.partition(":")[2]
                if name:
                    yield from self._bases.places(f"{module}.{name}")

    def _is_marked(self, place: str) -> bool:
        analysis = self._sources.find(place)
        statements = analysis.statements if analysis is not None else ()
        return any(not each.owner and not _MARKS.isdisjoint(each.binds) for each in statements)
