"""What the names of a module refer to, as far as its own imports and bindings tell."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from impact.source.bindings import bindings_of

UNKNOWN = "?"
_BUILTINS = frozenset(dir(builtins))
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """Where the names of one scope come from.

    `origins` has an entry for each name that the module binds; `local` are those that a class body, or a
    comprehension, binds and that hide the module's. With a star import, no name that isn't bound is known.
    """

    origins: dict[str, str]
    classes: AbstractSet[str]
    plain: AbstractSet[str]
    has_star: bool
    local: AbstractSet[str] = _NOWHERE

    def within(self, bound: Iterable[str]) -> Names:
        """Return the names as they are where these are bound anew."""
        return Names(self.origins, self.classes, self.plain, self.has_star, self.local | frozenset(bound))

    def origin(self, node: ast.expr) -> str:
        """Return "a.b.c" for what is imported from there, "builtins.x", the qualname of a class here, or "?"."""
        match node:
            case ast.Name(id=name):
                return self._origin_of_name(name)
            case ast.Attribute(value=value, attr=attr):
                before = self.origin(value)
                return before if before == UNKNOWN else f"{before}.{attr}"
            case ast.Subscript(value=value):
                return self.origin(value)
        return UNKNOWN

    def _origin_of_name(self, name: str) -> str:
        if name in self.local:
            return UNKNOWN
        if name in self.classes:
            return name
        if name in self.origins:
            return self.origins[name]
        return f"builtins.{name}" if name in _BUILTINS and not self.has_star else UNKNOWN


def names_of(statements: Iterable[ast.stmt], declared: AbstractSet[str]) -> Names:
    """Return what the names of the module level refer to, given its statements and the `global` names of functions.

    A name that is bound in two ways has no origin.
    """
    found: dict[str, set[str]] = {name: {UNKNOWN} for name in declared}
    classes: dict[str, int] = {}
    plain: dict[str, bool] = {}
    for node in statements:
        harmless = _binds_immutable(node)
        for name, origin in bindings_of(node):
            found.setdefault(name, set()).add(origin or UNKNOWN)
            plain[name] = plain.get(name, True) and harmless
            whole = isinstance(node, ast.ClassDef) and node.name == name
            classes[name] = classes.get(name, 0) + (1 if whole else 2)
    return Names(
        origins={name: origins.pop() if len(origins) == 1 else UNKNOWN for name, origins in found.items()},
        classes={name for name, count in classes.items() if count == 1 and name not in declared},
        plain={name for name, harmless in plain.items() if harmless and name not in declared},
        has_star="*" in found,
    )


def _binds_immutable(node: ast.stmt) -> bool:
    """Whether the statement binds its names to new values, that no other name refers to."""
    match node:
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            return isinstance(value, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.Set | ast.Dict)
    return isinstance(node, ast.AugAssign)
