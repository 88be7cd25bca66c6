"""Where the functions of a source stand: which line belongs to which block, and which to the module level."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.source.analysis import Analysis

_LATER = (ast.Lambda, ast.GeneratorExp)
"""What may run when the statement around it is long done."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Spans:
    """The lines of one source. Innermost functions come first; "" is the module level."""

    def __init__(self, source: bytes, analysis: Analysis) -> None:
        names = {block.line: block.name for block in analysis.blocks}
        self._owners: dict[int, str] = {}
        self.executable: dict[str, list[int]] = {"": []}
        """For each block, and for the module level, the lines on which its statements begin; docstrings are none."""
        self._plain: set[int] = set()
        self._visit(ast.parse(source), "", names)

    def owner(self, line: int) -> str:
        """Return the name of the block that a line belongs to."""
        return self._owners.get(line, "")

    def is_import(self, line: int) -> bool:
        """Whether only an import executes a line: it is of the module level, and no lambda stands in its statement."""
        return line in self._plain

    def _visit(self, node: ast.AST, owner: str, names: dict[int, str]) -> None:
        for statement in _statements(node):
            self.executable.setdefault(owner, []).append(statement.lineno)
            if not owner and not any(isinstance(each, _LATER) for each in ast.walk(statement)):
                self._plain.add(statement.lineno)
            if isinstance(statement, _Function):
                first = min([statement.lineno, *(each.lineno for each in statement.decorator_list)])
                inner = names.get(first, owner)
                for line in range(statement.body[0].lineno, (statement.end_lineno or statement.lineno) + 1):
                    self._owners[line] = inner
                self._visit(statement, inner, names)
            else:
                self._visit(statement, owner, names)


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements right below a node, those of its branches and handlers included."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from _statements(child)
