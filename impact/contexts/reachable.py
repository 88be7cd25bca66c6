"""What sources reach by their import statements, wherever in them these stand: too much rather than too little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from impact.source.analysis import Analysis


class Imports:
    """The import statements of a project. A name leads to every file whose path ends as it says.

    `analyse` gives the analysis of a place, None where it can't be parsed.
    """

    def __init__(self, places: Iterable[str], analyse: Callable[[str], Analysis | None]) -> None:
        self._places = frozenset(places)
        self._analyse = analyse
        self._direct: dict[str, frozenset[str]] = {}

    def closure(self, starts: Iterable[str]) -> frozenset[str]:
        """Return some places and all that they reach."""
        found = set(starts)
        pending = list(found)
        while pending:
            new = self._imported_by(pending.pop()) - found
            found |= new
            pending.extend(new)
        return frozenset(found)

    def _imported_by(self, place: str) -> frozenset[str]:
        if place not in self._direct:
            analysis = self._analyse(place) if place in self._places else None
            statements = (
                {*analysis.imports, *(each for block in analysis.blocks for each in block.imports)} if analysis else ()
            )
            self._direct[place] = frozenset(found for each in statements for found in self._meant(each, place))
        return self._direct[place]

    def _meant(self, statement: str, place: str) -> Iterable[str]:
        module, _, name = statement.partition(":")
        level = len(module) - len(module.lstrip("."))
        parts = [part for part in module.lstrip(".").split(".") if part]
        if level:
            folder = place.split("/")[:-level]
            yield from self._exact([*folder, *parts], name)
            return
        ends = [parts[: count + 1] for count in range(len(parts))]
        for end in [*ends, *([[*parts, name]] if name not in ("", "*") else [])]:
            yield from self._by_end.get("/".join(end), ())

    def _exact(self, parts: list[str], name: str) -> Iterable[str]:
        paths = ["/".join(parts), "/".join([*parts, name])]
        for path in filter(None, paths):
            yield from {f"{path}.py", f"{path}/__init__.py"} & self._places

    @cached_property
    def _by_end(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for place in self._places:
            parts = place.removesuffix(".py").removesuffix("/__init__").split("/")
            for start in range(len(parts)):
                found["/".join(parts[start:])].append(place)
        return found
