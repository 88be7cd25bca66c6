"""Which expressions are pure: to compute them has no effect (design, section 4)."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from impact.source.conventions import PURE_CALLS, PURE_METHODS
from impact.source.names import Names

_FREELY_NESTED = (
    ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Starred, ast.Tuple, ast.List, ast.Set,
    ast.Dict, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.JoinedStr, ast.FormattedValue,
    ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip


def are_pure_values(nodes: Iterable[ast.expr | None], names: Names) -> bool:
    """Whether all of these expressions are pure; one that is not there is."""
    return all(node is None or is_pure_value(node, names) for node in nodes)


def is_pure_value(node: ast.expr, names: Names) -> bool:
    """Whether an expression is pure: computing it has no effect.

    Reading an attribute, arithmetic and comparing count as pure, although a class can make them do anything.
    """
    waiting: list[Any] = [node]
    while waiting:
        each = waiting.pop()
        match each:
            case ast.Call():
                if not _is_pure_call(each, names):
                    return False
            case ast.Lambda(args=arguments):
                waiting += [value for value in (*arguments.defaults, *arguments.kw_defaults) if value]
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                if not _is_pure_comprehension(each, names):
                    return False
            case ast.NamedExpr(value=value):
                waiting.append(value)
            case _ if isinstance(each, _FREELY_NESTED):
                waiting += ast.iter_child_nodes(each)
            case _:
                return False
    return True


def _is_pure_call(node: ast.Call, names: Names) -> bool:
    values = [*node.args, *(each.value for each in node.keywords)]
    match node.func:
        case ast.Attribute(value=ast.Constant() | ast.JoinedStr() | ast.Call() as value, attr=attr) if (
            attr in PURE_METHODS
        ):
            return are_pure_values([value, *values], names)
    if names.origin(node.func) == "builtins.getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        return are_pure_values(values, names)
    if any(each.arg == "key" for each in node.keywords):
        return False  # min(…, key=f) calls f
    origin = names.origin(node.func)
    return (origin in PURE_CALLS or origin.startswith("pytest.mark.")) and are_pure_values(values, names)


def _is_pure_comprehension(node: Any, names: Names) -> bool:
    bound = {each.id for part in node.generators for each in ast.walk(part.target) if isinstance(each, ast.Name)}
    inner = names.within(bound)
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    conditions = [test for part in node.generators for test in part.ifs]
    return not any(part.is_async for part in node.generators) and are_pure_values(
        [*results, *conditions, *(part.iter for part in node.generators)], inner
    )
