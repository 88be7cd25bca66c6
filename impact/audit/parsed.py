"""A source, parsed so that mutators find their places and say them in bytes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from impact.audit.model import Edit

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NOT_RUN = frozenset({"annotation", "returns", "type_params"})


class Parsed:
    """One source in UTF-8.

    :raises SyntaxError: where it can't be parsed.
    :raises ValueError: where it holds what no source may, or is in another encoding.
    """

    def __init__(self, source: bytes) -> None:
        source.decode("utf-8")
        if source.startswith(b"\xef\xbb\xbf"):
            raise ValueError("it starts with a byte order mark")
        self.source = source
        self.tree = ast.parse(source)
        self._starts = [match.start() for match in _LINE.finditer(source)] + [len(source)]

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node begins and ends, without parentheses around it."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def text(self, node: ast.expr | ast.stmt) -> str:
        """Return the source of a node."""
        start, end = self.span(node)
        return self.source[start:end].decode("utf-8")

    def replace(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """Return the edit that puts a text in place of a node."""
        return Edit(*self.span(node), text)

    def line_of(self, offset: int) -> int:
        """Return the line in which an offset lies, counted from 1."""
        return sum(start <= offset for start in self._starts[:-1])

    @cached_property
    def inside(self) -> list[ast.AST]:
        """All nodes that run when a function is called; no annotations, docstrings or parts of f-strings."""
        return [node for node, inside in _walk(self.tree, False) if inside]

    @cached_property
    def everywhere(self) -> list[ast.AST]:
        """The same, of the whole module."""
        return [node for node, _ in _walk(self.tree, False)]


def _walk(node: ast.AST, inside: bool) -> Iterator[tuple[ast.AST, bool]]:
    yield node, inside
    for name, value in ast.iter_fields(node):
        if name in _NOT_RUN:
            continue
        enters = inside or (isinstance(node, _FUNCTIONS) and name == "body")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_idle(child):
                yield from _walk(child, enters)


def _is_idle(node: ast.AST) -> bool:
    """Whether a node does nothing worth breaking, or can't be replaced piece by piece."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.JoinedStr) or type(node).__name__ == "TemplateStr"
