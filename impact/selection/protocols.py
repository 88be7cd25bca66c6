"""Protocols checked at runtime: `isinstance(x, Sized)` looks for the members of Sized, and spells none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from impact.selection.sources import Sources
from impact.source.analysis import Analysis, Sort, Statement
from impact.source.kinship import plain_name
from impact.source.mentions import words_of

_BASE = "Protocol"
_CHECKED = frozenset({"runtime_checkable", "runtime_protocol", "runtime"})
"""Who mentions none of these defines no protocol that `isinstance` takes."""


class Protocols:
    """Knows the members of the project's protocols by the names of these, as they are now.

    A name stands for all protocols of that name, so that no import between them has to be followed.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._members: dict[str, set[str]] | None = None

    def asking_for(self, identifiers: Iterable[str]) -> set[str]:
        """Return the names of the protocols checked at runtime that have a member of one of these names."""
        if self._members is None:
            self._members = self._find()
        wanted = set(identifiers)
        return {name for name, members in self._members.items() if not members.isdisjoint(wanted)}

    def _find(self) -> dict[str, set[str]]:
        if not self._sources.mentioning(_CHECKED):
            return {}
        checked: set[str] = set()
        members: defaultdict[str, set[str]] = defaultdict(set)
        bases: defaultdict[str, set[str]] = defaultdict(set)
        # What is checked may derive from protocols that are not: it asks for their members too.
        for place in self._sources.mentioning([_BASE]):
            analysis = self._sources.find(place)
            if analysis is None:
                continue
            for statement in filter(_defines_protocol, analysis.statements):
                for name in statement.binds:
                    members[name] |= _members(analysis, statement)
                    bases[name].update(base.rpartition(".")[2] for base in statement.bases)
                checked.update(statement.binds if _mentions_checked(analysis) else ())
        return {name: {member for each in _closure(name, bases) for member in members[each]} for name in checked}


def _defines_protocol(statement: Statement) -> bool:
    if _BASE in statement.mentions:
        return statement.sort is Sort.CLASS or bool(statement.bases)
    return any(base.rpartition(".")[2] == _BASE for base in statement.bases)


def _mentions_checked(analysis: Analysis) -> bool:
    return not words_of(analysis).isdisjoint(_CHECKED)


def _members(analysis: Analysis, statement: Statement) -> set[str]:
    if statement.sort is not Sort.CLASS:
        return set(statement.mentions)  # under a branch, where the body isn't split into statements
    name = statement.binds[0]
    owner = f"{plain_name(statement.owner)}.{name}" if statement.owner else name
    return {bound for each in analysis.statements if plain_name(each.owner) == owner for bound in each.binds}


def _closure(name: str, bases: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += bases.get(each, set())
    return found
