"""Branches that only type checkers read."""

from __future__ import annotations

import ast
from typing import Any


class Checking:
    """Knows by which names a module refers to `typing.TYPE_CHECKING`."""

    def __init__(self, tree: ast.Module) -> None:
        self._flags: set[str] = set()
        self._modules: set[str] = set()
        doubtful: set[str] = set()
        for node in _level_nodes(tree):
            self._note(node, doubtful)
        self._flags -= doubtful

    def _note(self, node: ast.stmt, doubtful: set[str]) -> None:
        match node:
            case ast.ImportFrom(module="typing" | "typing_extensions", level=0):
                self._flags.update(each.asname or each.name for each in node.names if each.name == "TYPE_CHECKING")
            case ast.Import():
                self._modules.update(
                    each.asname or each.name for each in node.names if each.name in ("typing", "typing_extensions")
                )
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if isinstance(value, ast.Constant) and value.value is False and name == "TYPE_CHECKING":
                    self._flags.add(name)
                else:
                    doubtful.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                doubtful.add(name)

    def live(self, node: ast.If) -> list[ast.stmt] | None:
        """Return the branch that runs, if the test is for type checking; None if it is for anything else."""
        if self._is_flag(node.test):
            return node.orelse
        match node.test:
            case ast.UnaryOp(op=ast.Not(), operand=operand) if self._is_flag(operand):
                return node.body
        return None

    def _is_flag(self, test: ast.expr) -> bool:
        match test:
            case ast.Name(id=name):
                return name in self._flags
            case ast.Attribute(value=ast.Name(id=module), attr="TYPE_CHECKING"):
                return module in self._modules
        return False


def _level_nodes(tree: ast.Module) -> list[ast.stmt]:
    """Return the statements of the module, those under `if` and `try` included."""
    nodes: list[ast.stmt] = []
    waiting: list[Any] = list(tree.body)
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        if isinstance(node, ast.If | ast.Try | ast.TryStar | ast.With):
            waiting += node.body
            waiting += getattr(node, "orelse", ())
            waiting += getattr(node, "finalbody", ())
            for handler in getattr(node, "handlers", ()):
                waiting += handler.body
    return nodes
