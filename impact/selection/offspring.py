"""What is derived from a class, anywhere in the project: whether it also derives from something that isn't inert."""

from __future__ import annotations

from impact.selection.bases import Bases
from impact.selection.sources import Sources
from impact.source.analysis import MAKES_ANY_CLASS, MAKES_CLASS, Analysis, Sort, Statement
from impact.source.kinship import Kinship, plain_name
from impact.source.names import UNKNOWN

_MAKERS = frozenset({MAKES_CLASS, "new_class", "make_dataclass"})


class Offspring:
    """Follows a class through the project, under all names that it is given."""

    def __init__(self, sources: Sources, bases: Bases) -> None:
        self._sources, self._bases = sources, bases
        self._answers: dict[str, bool] = {}

    def is_harmless(self, qualname: str) -> bool:
        """Whether no class derives both from the class and from one that looks up, or hands out, its methods."""
        name = qualname.rpartition(".")[2]
        if name not in self._answers:
            self._answers[name] = self._is_harmless(name)
        return self._answers[name]

    def _is_harmless(self, name: str) -> bool:
        names: set[str] = {name}
        while True:
            found: set[str] = set()
            for place in self._sources.mentioning([*names, MAKES_ANY_CLASS]):
                analysis = self._sources.find(place)
                more = self._other_names(analysis, names) if analysis is not None else None
                if more is None:
                    return False
                found |= more
            if found <= names:
                return True
            names |= found

    def _other_names(self, analysis: Analysis, names: set[str]) -> set[str] | None:
        """Return the further names, of classes derived from it as well; None if one isn't harmless."""
        for block in analysis.blocks:
            if MAKES_ANY_CLASS in block.mentions:
                return None
            if not block.mentions.isdisjoint(names) and not block.mentions.isdisjoint(_MAKERS):
                return None
        kinship = Kinship(analysis.statements, self._bases.standing)
        found: set[str] = set()
        for each in analysis.statements:
            if not each.mentions.isdisjoint(names):
                if each.bases or each.sort is Sort.CLASS:
                    if _derives(each, names) and not (each.sort is Sort.CLASS and kinship.is_inert(_qualname(each))):
                        return None
                elif not each.mentions.isdisjoint(_MAKERS):
                    return None
                if _hands_on(each, names):
                    found.update(each.binds)
        return found


def _derives(statement: Statement, names: set[str]) -> bool:
    return any(base == UNKNOWN or base.rpartition(".")[2] in names for base in statement.bases)


def _qualname(header: Statement) -> str:
    return f"{plain_name(header.owner)}.{header.binds[0]}" if header.owner else header.binds[0]


def _hands_on(statement: Statement, names: set[str]) -> bool:
    """Whether what the statement binds may be the class, or one derived from it."""
    match statement.sort:
        case Sort.CLASS:
            return _derives(statement, names)
        case Sort.IMPORT:
            return statement.binds != ("*",) and any(each.partition(":")[2] in names for each in statement.imports)
        case Sort.ASSIGNMENT:
            return not statement.mentions & names <= set(statement.calls)
    return False
