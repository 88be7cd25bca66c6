"""Another value for an expression, as source text."""

from __future__ import annotations

import ast


def other_constant(node: ast.expr) -> str | None:
    """Return a constant that differs from this one; None for what is no constant, or `...`."""
    if not isinstance(node, ast.Constant) or node.value is ...:
        return None
    value = node.value
    if isinstance(value, bool):
        return repr(not value)
    if isinstance(value, int | float | complex):
        return repr(value + 1) if value + 1 != value else "0"
    if isinstance(value, str):
        return repr(value + "x")
    if isinstance(value, bytes):
        return repr(value + b"x")
    return "0"


def other_value(node: ast.expr) -> str:
    """Return an expression with another value: another constant, an empty container, or None."""
    constant = other_constant(node)
    if constant is not None:
        return constant
    if isinstance(node, ast.Tuple) and node.elts:
        return "()"
    if isinstance(node, ast.List) and node.elts:
        return "[]"
    if isinstance(node, ast.Dict) and node.keys:
        return "{}"
    if isinstance(node, ast.Set):
        return "set()"
    return "None"
