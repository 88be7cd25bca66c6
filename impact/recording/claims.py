"""From places and modules to claims: which aspects of which source, with the fingerprints they had when they ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from impact.model import DOCUMENTATION, LEVEL, WHOLE, Claim, Dependency, Kind
from impact.recording.places import Place
from impact.source.analysis import Analysis, Block
from impact.source.blocks import BlockIndex
from impact.source.mentions import DOCUMENTATION_READERS

Analyses = Callable[[str, str], Analysis | None]
"""From path and content id to the analysis of that content; None where there is none."""


class ClaimBook:
    """Makes the claims of one run, each of them once. `content` tells the content id that a path was loaded with."""

    def __init__(self, analyses: Analyses, content: Callable[[str], str]) -> None:
        self._analyses, self._content = analyses, content
        self._levels: dict[tuple[str, bool], Claim] = {}
        self._same: dict[Claim, Claim] = {}
        self._facts: dict[Place, tuple[str, str] | None] = {}
        self._indexes: dict[str, BlockIndex] = {}

    def analysis(self, path: str) -> Analysis | None:
        """Return the analysis of a source as it was loaded."""
        return self._analyses(path, self._content(path))

    def level(self, path: str, documented: bool = False) -> Claim:
        """Return the claim on the module level of a source, or on its docstrings where they are read (`documented`)."""
        key = path, documented
        if key not in self._levels:
            analysis = self.analysis(path)
            if analysis is None:
                fact = WHOLE, self._content(path)
            else:
                fact = (DOCUMENTATION, analysis.documentation) if documented else (LEVEL, analysis.level)
            self._levels[key] = Claim(Dependency(Kind.SOURCE, path), frozenset({fact}))
        return self._levels[key]

    def reads_documentation(self, place: Place) -> bool:
        """Whether the block of a place reads docstrings."""
        block = self.block(place)
        return block is not None and not block.mentions.isdisjoint(DOCUMENTATION_READERS)

    def imports(self, place: Place) -> tuple[str, ...]:
        """Return the import statements in the block of a place."""
        block = self.block(place)
        return block.imports if block is not None else ()

    def block(self, place: Place) -> Block | None:
        """Return the block of a place; None for the module level, and for what its source does not show."""
        path, qualname, line = place
        if not qualname:
            return None
        if path not in self._indexes:
            analysis = self.analysis(path)
            if analysis is None:
                return None
            self._indexes[path] = BlockIndex(analysis)
        return self._indexes[path].at(qualname, line)

    def fact(self, place: Place) -> tuple[str, str] | None:
        """Return what is claimed of the source of a place that was entered; None for the module level alone."""
        if place not in self._facts:
            self._facts[place] = self._find_fact(place)
        return self._facts[place]

    def touched(self, rows: Iterable[tuple[str, str, str, str]]) -> list[Claim]:
        """Return one claim for each dependency among these rows, with all its aspects."""
        facts: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for kind, place, aspect, seen in rows:
            facts[kind, place].add((aspect, seen))
        found = (Claim(Dependency(Kind(kind), place), frozenset(each)) for (kind, place), each in facts.items())
        # Modules rest on much that others rest on: sets of the same claims are joined faster than those of equal ones.
        return [self._same.setdefault(claim, claim) for claim in found]

    def _find_fact(self, place: Place) -> tuple[str, str] | None:
        path, qualname, _ = place
        if not qualname:
            return None  # the module level has a claim of its own
        block = self.block(place)
        # Code that its source does not show (generated, or another content): all of the file counts.
        return (block.name, block.fingerprint) if block is not None else (WHOLE, self._content(path))
