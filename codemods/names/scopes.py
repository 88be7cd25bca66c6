"""Scopes: what each binds, by import or otherwise (the rules of Python's reference, section Naming and binding)."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """One name that an import statement binds.

    - `target`: the absolute dotted name that is imported; None for a relative one in an unknown package;
    - `bound`: the name in this scope: `a` for `import a.b`; "*" for a star;
    - `meaning`: what `bound` means: `a` there, else the target.
    """

    statement: ast.Import | ast.ImportFrom
    alias: ast.alias
    target: str | None
    bound: str
    meaning: str | None
    scope: Scope


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class, function, lambda or comprehension."""

    node: ast.AST
    outer: Scope | None
    is_class: bool = False
    imports: dict[str, list[Import]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    foreign: dict[str, bool] = field(default_factory=dict)
    """Names declared `global` (True) or `nonlocal` (False)."""

    def top(self) -> Scope:
        """Return the scope of the module."""
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def home(self, name: str) -> Scope:
        """Return the scope in which a binding of a name lands."""
        if name not in self.foreign:
            return self
        return self.top() if self.foreign[name] or self.outer is None else self.outer

    def binds(self, name: str) -> bool:
        """Whether this very scope gives the name a meaning."""
        return name in self.imports or name in self.others

    def lookup(self, name: str) -> Scope | None:
        """Return the scope that a name is found in when it is read here; None for a builtin or an unknown one."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            if name in scope.foreign:
                scope, first = scope.home(name), False
                if scope.binds(name):
                    return scope
                scope = scope.outer
                continue
            if (first or not scope.is_class) and scope.binds(name):
                return scope
            scope, first = scope.outer, False
        return None
