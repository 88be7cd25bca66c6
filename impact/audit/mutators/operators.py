"""Another operator: `a + b` becomes `a - b`, `a < b` becomes `a <= b`, `a and b` becomes `a or b`."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from impact.audit.model import Edit
from impact.audit.parsed import Parsed

_OTHER: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: (r"\*", "+"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: (r"\*\*", "*"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: (r"\|", "&"),
    ast.BitXor: (r"\^", "&"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Is: (r"\bis\b", "is not"),
    ast.IsNot: (r"\bis\s+not\b", "is"),
    ast.In: (r"\bin\b", "not in"),
    ast.NotIn: (r"\bnot\s+in\b", "in"),
    ast.And: (r"\band\b", "or"),
    ast.Or: (r"\bor\b", "and"),
}


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all operators inside functions; one with a comment before it is left alone."""
    for node in parsed.inside:
        for left, operator, right in _operations(node):
            symbol, other = _OTHER.get(type(operator), ("", ""))
            start, end = parsed.span(left)[1], parsed.span(right)[0]
            between = parsed.source[start:end].decode("utf-8")
            match = re.search(symbol, between) if symbol and "#" not in between else None
            if match:
                yield Edit(start + match.start(), start + match.end(), other)


def _operations(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST, ast.expr]]:
    if isinstance(node, ast.BinOp):
        yield node.left, node.op, node.right
    elif isinstance(node, ast.BoolOp):
        # One `or` among three would need parentheses to be read as meant: each is a mutation of its own.
        for left, right in itertools.pairwise(node.values):
            yield left, node.op, right
    elif isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        for (left, right), operator in zip(itertools.pairwise(operands), node.ops, strict=True):
            yield left, operator, right
