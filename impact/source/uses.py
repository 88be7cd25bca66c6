"""What a statement does with names: it derives classes from them, or no more than calls them."""

from __future__ import annotations

import ast

from impact.source.names import Names


def bases_of(node: ast.stmt, names: Names) -> tuple[str, ...]:
    """Return where the bases of the classes in a statement come from; those of a class's body aren't the header's."""
    if isinstance(node, ast.ClassDef):
        return tuple(_base(each, names) for each in node.bases)
    if isinstance(node, ast.If | ast.Try):
        return tuple(
            _base(base, names) for each in ast.walk(node) if isinstance(each, ast.ClassDef) for base in each.bases
        )
    return ()


def _base(node: ast.expr, names: Names) -> str:
    if isinstance(node, ast.Call) and names.origin(node.func) == "collections.namedtuple":
        return "builtins.tuple"
    return names.origin(node)


def only_called(node: ast.stmt) -> tuple[str, ...]:
    """Return the names that a statement reads only to call them."""
    called: set[str] = set()
    callees: set[int] = set()
    otherwise: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
            called.add(each.func.id)
            callees.add(id(each.func))
        elif isinstance(each, ast.Name) and id(each) not in callees:
            otherwise.add(each.id)
        elif isinstance(each, ast.Attribute):
            otherwise.add(each.attr)
    return tuple(sorted(called - otherwise))
