"""What is known of base classes from other modules of the project, and of what they import."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable

from impact.selection.sources import Sources
from impact.source.analysis import Analysis, Sort, Statement
from impact.source.conventions import ABSTRACT_METACLASS, Standing, standing_of, worst
from impact.source.kinship import Kinship

_HOOKS = frozenset({"__init_subclass__", "__set_name__", "__class_getitem__", "__prepare__"})


class Bases:
    """Looks up names such as `a.b.C` in the sources of the project, by what their paths end in."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._by_name: dict[str, list[str]] = {}
        for places in sources.places.values():
            for place in places:
                self._by_name.setdefault(_last_part(place), []).append(place)
        self._standings: dict[str, Standing] = {}
        self._abstract: dict[str, frozenset[str]] = {}

    def standing(self, origin: str) -> Standing:
        """Return what happens when a class is derived from the base that comes from `origin`."""
        if origin not in self._standings:
            self._standings[origin] = Standing.FOREIGN  # for a circle
            self._standings[origin] = self._find(origin)
        return self._standings[origin]

    def abstract(self, origin: str) -> frozenset[str]:
        """Return the members that a class must define which derives from the base that comes from `origin`."""
        if origin not in self._abstract:
            self._abstract[origin] = frozenset()  # for a circle
            module, _, name = origin.rpartition(".")
            analysis = self.analysis(module)
            if analysis is not None:
                kinship = Kinship(analysis.statements, self.standing, self.abstract)
                self._abstract[origin] = kinship.abstract_names(name)
        return self._abstract[origin]

    def _find(self, origin: str) -> Standing:
        known = standing_of(origin)
        if known is not Standing.FOREIGN:
            return known
        module, _, name = origin.rpartition(".")
        analysis = self.analysis(module)
        if analysis is None:
            return Standing.FOREIGN
        headers = [each for each in analysis.statements if each.sort is Sort.CLASS and each.binds == (name,)]
        bound = [each for each in analysis.statements if not each.owner and name in each.binds]
        if len(headers) != 1 or len(bound) != 1 or headers[0].owner:
            return Standing.FOREIGN
        return self._of_header(module, headers[0], analysis)

    def _of_header(self, module: str, header: Statement, analysis: Analysis) -> Standing:
        name = header.binds[0]
        members = {member for each in analysis.statements if each.owner == name for member in each.binds}
        if not header.pure or not members.isdisjoint(_HOOKS):
            return Standing.FOREIGN
        # A bare name of a base is a class of the same module, or of nowhere known.
        local = {each.binds[0] for each in analysis.statements if each.sort is Sort.CLASS and not each.owner}
        origins = [f"{module}.{base}" if base in local else base for base in header.bases]
        own = Standing.ABSTRACT if ABSTRACT_METACLASS in header.mentions else Standing.INERT
        return worst([own, *map(self.standing, origins)])

    def analysis(self, module: str) -> Analysis | None:
        """Return the present analysis of a module of the project, given by its full name; None if it is none."""
        places = self.places(module)
        return self._sources.find(places[0]) if len(places) == 1 else None

    def places(self, module: str) -> list[str]:
        """Return the places whose paths end in the module's name."""
        path = module.replace(".", "/")
        ends = (f"{path}.py", f"{path}/__init__.py")
        return [
            place
            for place in self._by_name.get(module.rpartition(".")[2], ())
            if place in ends or place.endswith(tuple(f"/{end}" for end in ends))
        ]

    @staticmethod
    def imported_from(statement: str, place: str) -> str | None:
        """Return the full name of the module that an import statement at a place names; None if it leads nowhere."""
        module = statement.partition(":")[0]
        if not module.startswith("."):
            return module
        parts = place.split("/")[:-1]
        level = len(module) - len(module.lstrip("."))
        if level - 1 > len(parts):
            return None
        return ".".join([*parts[: len(parts) - level + 1], *filter(None, [module.lstrip(".")])])

    def is_harmless_import(self, statement: str, place: str) -> bool:
        """Whether an import that is new in a module can neither fail nor have an effect outside its names."""
        name = statement.partition(":")[2]
        module = self.imported_from(statement, place)
        if module is None:
            return False
        if self.places(module):
            return self._is_harmless_module(module, name)
        top = module.partition(".")[0]
        if top not in sys.stdlib_module_names:
            return False
        return _exists_in_standard_library(module, name)

    def _is_harmless_module(self, module: str, name: str) -> bool:
        analysis = self.analysis(module)
        if analysis is None or name == "*" or not all(each.pure for each in analysis.statements if not each.owner):
            return False
        bound = {each for statement in analysis.statements if not statement.owner for each in statement.binds}
        return not name or name in bound or bool(self.places(f"{module}.{name}"))


def _exists_in_standard_library(module: str, name: str) -> bool:
    loaded = sys.modules.get(module)
    if loaded is not None:
        return not name or hasattr(loaded, name)
    if name or "." in module:
        return False  # to be sure, it would have to be imported
    return importlib.util.find_spec(module) is not None


def _last_part(place: str) -> str:
    parts: Iterable[str] = place.removesuffix(".py").split("/")
    *folders, last = parts
    return folders[-1] if last == "__init__" and folders else last
