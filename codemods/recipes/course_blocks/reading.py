"""The names under which a function has what it read from a structure: a change by such a name changes the structure."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from codemods.recipes.course_blocks.transformers import Function

_PARTS = frozenset("items values get iteritems itervalues".split())
"""Methods of containers that hand out what is in them."""
_PASSING = frozenset("enumerate zip sorted list reversed iter tuple set".split())
"""Functions whose result holds the very elements that they were given."""


def names_of_what_is_read(function: Function, structure: str, reads: Collection[str]) -> set[str]:
    """Return the names bound to what methods in `reads` of a structure return, or to a part of it.

    A copy is another thing: what a call makes of it, a slice, a comprehension.
    """
    return _Reading(structure, reads).names(function)


class _Reading:
    def __init__(self, structure: str, reads: Collection[str]) -> None:
        self._structure, self._reads = structure, reads
        self._names: set[str] = set()

    def names(self, function: Function) -> set[str]:
        pairs = [pair for node in ast.walk(function) for pair in _bindings(node)]
        before = -1
        while before < len(self._names):
            before = len(self._names)
            for target, value, is_loop in pairs:
                if self._elements(value) if is_loop else self._holds(value):
                    self._names |= {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}
        return self._names

    def _holds(self, node: ast.expr) -> bool:
        """Whether an expression is what was read, or a part of it."""
        match node:
            case ast.Name(id=name):
                return name in self._names
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) if owner == self._structure:
                return name in self._reads
            case ast.Call(func=ast.Attribute(value=owner, attr=name)):
                return name in _PARTS and self._holds(owner)
            case ast.Subscript(slice=ast.Slice()):
                return False
            case ast.Subscript(value=owner) | ast.Attribute(value=owner) | ast.NamedExpr(value=owner):
                return self._holds(owner)
            case ast.IfExp(body=one, orelse=other):
                return self._holds(one) or self._holds(other)
            case ast.BoolOp(values=several) | ast.Tuple(elts=several):
                return any(self._holds(each) for each in several)
        return False

    def _elements(self, node: ast.expr) -> bool:
        """Whether going through an expression yields parts of what was read."""
        match node:
            case ast.Call(func=ast.Name(id=name), args=given) if name in _PASSING:
                return any(self._elements(each) for each in given)
            case ast.Subscript(value=owner, slice=ast.Slice()):
                return self._elements(owner)
        return self._holds(node)


def _bindings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, bool]]:
    """Yield what a node binds: the target, the value, and whether the target goes through the value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _paired(target, node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield node.target, node.value, False
    elif isinstance(node, ast.For | ast.comprehension):
        yield node.target, node.iter, True


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr, bool]]:
    """Yield a target and its value, one by one where there are as many of both."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        yield from ((one, other, False) for one, other in zip(target.elts, value.elts, strict=True))
    elif isinstance(target, ast.Name | ast.Tuple | ast.List):
        yield target, value, False


def root_of(node: ast.AST) -> str | None:
    """Return the name that `a.b[c].d` begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
