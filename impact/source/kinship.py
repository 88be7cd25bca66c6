"""The classes of a module: what they derive from, and what is known of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from impact.source.analysis import Sort, Statement
from impact.source.conventions import ABSTRACT_METACLASS, Standing, abstracts, worst

_HOOKS = frozenset({"__init_subclass__"})


def no_names(origin: str) -> frozenset[str]:
    """Return no abstract names, where nothing is known of a base class."""
    return frozenset()


def plain_name(owner: str) -> str:
    """Return the qualname of a class: its name without the count of a second class of that qualname."""
    return owner.partition("#")[0]


def qualname_of(header: Statement) -> str:
    """Return the qualname of the class that a header begins."""
    name = header.binds[0]
    return f"{plain_name(header.owner)}.{name}" if header.owner else name


def _around(owner: str) -> list[str]:
    """Return a class and the classes that it stands in."""
    parts = plain_name(owner).split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


class Kinship:
    """Knows the classes of the versions of one module; `standing` and `abstract` tell of bases from outside."""

    def __init__(
        self,
        statements: Iterable[Statement],
        standing: Callable[[str], Standing],
        abstract: Callable[[str], frozenset[str]] = no_names,
    ) -> None:
        self._standing, self._abstract_from = standing, abstract
        self._bases: dict[str, set[str]] = {}
        self._hooked: set[str] = set()
        self._effectful: set[str] = set()
        self._adorned: set[str] = set()
        self._abstract: set[str] = set()
        self._to_define: dict[str, set[str]] = {}
        for each in statements:
            if each.owner and abstracts(each.mentions):
                self._to_define.setdefault(plain_name(each.owner), set()).update(each.binds)
            if each.sort is Sort.CLASS:
                self._note(each)
            elif each.owner and not _HOOKS.isdisjoint(each.binds):
                self._hooked.add(plain_name(each.owner))

    def _note(self, header: Statement) -> None:
        name = qualname_of(header)
        self._bases.setdefault(name, set()).update(header.bases)
        if not header.pure:
            self._effectful.add(name)
        if ABSTRACT_METACLASS in header.mentions:
            self._abstract.add(name)
        if not header.mentions <= {part for base in header.bases for part in base.split(".")}:
            self._adorned.add(name)

    def is_foreign_header(self, statement: Statement) -> bool:
        """Whether to define the class, or a class under this branch, may have an effect unknown."""
        if statement.sort is Sort.DEF:
            return False
        return any(self._of_base(base, set()) is Standing.FOREIGN for base in statement.bases)

    def is_effectful(self, owner: str) -> bool:
        """Whether a decorator or a metaclass gets hold of the class, or of one around it."""
        return any(name in self._effectful for name in _around(owner))

    def is_made_by_others(self, owner: str) -> bool:
        """Whether somebody may make something of the body of the class, or of a class around it."""
        return any(self._is_made(name) for name in _around(owner))

    def _is_made(self, name: str) -> bool:
        return name in self._effectful or self._worst(name, set()) is Standing.FOREIGN

    def is_inert(self, owner: str) -> bool:
        """Whether nothing outside the module is known to call methods of the class."""
        name = plain_name(owner)
        ornate = name in self._effectful or name in self._adorned
        return "#" not in owner and not ornate and self._worst(name, set()) in (Standing.INERT, Standing.ABSTRACT)

    def defines_abstract(self, owner: str, names: Iterable[str]) -> bool:
        """Whether one of these members of a class is abstract in a base: without it no instance can be made."""
        return not self.abstract_names(plain_name(owner)).isdisjoint(names)

    def abstract_names(self, qualname: str) -> frozenset[str]:
        """Return the members that are abstract in a class or in one of its bases."""
        return frozenset(self._names_to_define(qualname, set()))

    def _names_to_define(self, name: str, seen: set[str]) -> set[str]:
        seen.add(name)
        found = set(self._to_define.get(name, ()))
        for base in self._bases.get(name, set()) - seen:
            found |= self._names_to_define(base, seen) if base in self._bases else self._abstract_from(base)
        return found

    def _worst(self, name: str, seen: set[str]) -> Standing:
        """Return the worst standing among the bases of a class of the module."""
        seen.add(name)
        own = Standing.ABSTRACT if name in self._abstract else Standing.INERT
        return worst([own, *(self._of_base(base, seen) for base in self._bases.get(name, ()) if base not in seen)])

    def _of_base(self, base: str, seen: set[str]) -> Standing:
        if base not in self._bases:
            return self._standing(base)
        if base in self._hooked or base in self._effectful:
            return Standing.FOREIGN
        return self._worst(base, seen)

    def derived(self, qualname: str) -> set[str]:
        """Return the class and all classes of the module that derive from it."""
        found = {qualname}
        waiting = [qualname]
        while waiting:
            base = waiting.pop()
            news = {name for name, bases in self._bases.items() if base in bases} - found
            found |= news
            waiting += news
        return found
