"""Whether somebody may hold a module as a value: only then can names of it be found that nobody spells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from impact.selection.bases import Bases
from impact.selection.sources import Sources
from impact.source.analysis import Analysis
from impact.source.handing import ITSELF, SOMEWHERE, last_part
from impact.source.mentions import BOUND, HANDED

_FOLLOWED = 200
"""So many sources are looked into; beyond, the module is taken to be held by somebody."""


class Holders:
    """Answers from the present sources; what no import statement names is not looked for (`gets_modules`).

    Who holds a package gets at the modules in it; who holds a module gets at the modules that it imports. A module is
    therefore followed upwards, under every name that it has: `a/b/c` for the module c of the package a.b, and
    `x/y/d` where `x/y.py` says `from a.b import c as d`.
    """

    def __init__(self, sources: Sources, bases: Bases) -> None:
        self._sources, self._bases = sources, bases
        self._answers: dict[str, bool] = {}

    def may_hold(self, place: str) -> bool:
        """Whether the module at a place may be a value somewhere, its own namespace included."""
        if place not in self._answers:
            self._answers[place] = self._follow(place)
        return self._answers[place]

    def _follow(self, place: str) -> bool:
        own = self._sources.find(place)
        if own is None or ITSELF in own.handed:
            return True
        pending, seen = set(_names(place)), set[str]()
        looked: set[str] = set()
        while pending:
            parts = {name.rpartition("/")[2] for name in pending}
            words = [mark + part for part in parts for mark in (HANDED, BOUND)]
            found = self._sources.mentioning([*words, f"{BOUND}*"])
            looked |= found
            if len(looked) > _FOLLOWED:
                return True
            seen |= pending
            news: set[str] = set()
            for each in found:
                analysis = self._sources.find(each)
                if analysis is None:
                    continue  # it can't be imported: nothing in it runs
                if any(self._leads_to(form, each, pending) for form in analysis.handed):
                    return True
                news.update(self._names_in(analysis, each, pending))
            pending = news - seen
        return False

    def _names_in(self, analysis: Analysis, place: str, wanted: set[str]) -> Iterator[str]:
        """Yield the further names of what a module binds at its module level, and those of the module itself."""
        for statement in analysis.statements:
            for form in statement.imports:
                bound = statement.binds
                if bound == ("*",):
                    bound = tuple(self._taken_by_star(form, place, wanted))
                    yield from (f"{_names(place)[0]}/{name}" for name in bound)
                    continue
                if len(bound) == 1 and ":" not in form and bound[0] == form.partition(".")[0]:
                    form = bound[0]  # `import a.b.c` binds a
                if self._leads_to(form, place, wanted):
                    names = _names(place)
                    yield from names
                    yield from (f"{names[0]}/{name}" for name in bound)

    def _taken_by_star(self, form: str, place: str, wanted: set[str]) -> Iterator[str]:
        module = self._bases.imported_from(form, place)
        path = (module or "").replace(".", "/")
        for name in wanted:
            around, _, last = name.rpartition("/")
            if around == path or around.endswith(f"/{path}"):
                yield last

    def _leads_to(self, form: str, place: str, wanted: Iterable[str]) -> bool:
        if form.startswith(SOMEWHERE):
            part = last_part(form)
            return any(name.rpartition("/")[2] == part for name in wanted)
        module = self._bases.imported_from(form, place)
        if module is None:
            return False
        path = "/".join(filter(None, (*module.split("."), form.partition(":")[2])))
        return any(name == path or name.endswith(f"/{path}") for name in wanted)


def _names(place: str) -> list[str]:
    """Return the path of a module without its suffix, and those of the packages around it."""
    path = place.removesuffix(".py").removesuffix("/__init__")
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
