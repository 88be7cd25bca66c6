"""Which names a statement binds in the scope that it stands in, and how it is called in a report."""

from __future__ import annotations

import ast
from typing import Any

from impact.source.analysis import Sort


def sort_of(node: ast.stmt) -> Sort:
    """Return what sort of statement this is."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return Sort.DEF
        case ast.ClassDef():
            return Sort.CLASS
        case ast.Import() | ast.ImportFrom():
            return Sort.IMPORT
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            return Sort.ASSIGNMENT
    return Sort.OTHER


def bound_by(node: ast.stmt) -> tuple[str, ...]:
    """Return the names that a statement binds or deletes, those under its branches included; each once."""
    return tuple(dict.fromkeys(name for name, _ in bindings_of(node)))


def bindings_of(node: ast.stmt) -> list[tuple[str, str]]:
    """Return each name that a statement binds, with its origin: "a.b.c" if imported from there, else "" ."""
    bindings: list[tuple[str, str]] = []
    waiting: list[Any] = [node]
    while waiting:
        each = waiting.pop()
        match each:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bindings.append((name, ""))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bindings.append((name, ""))
            case ast.Import() | ast.ImportFrom():
                bindings += _imported(each)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bindings.append((name, ""))
            case ast.MatchMapping(rest=str(name)):
                bindings.append((name, ""))
        waiting += _inside(each)
    return bindings


def _imported(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    if isinstance(node, ast.Import):
        return [(each.asname, each.name) if each.asname else (each.name.partition(".")[0],) * 2 for each in node.names]
    module = "." * node.level + (f"{node.module}." if node.module else "")
    return [(each.asname or each.name, module + each.name) for each in node.names]


def _inside(node: ast.AST) -> list[ast.AST]:
    """Return the children of a node that may bind names in the same scope, the last one first."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return []
    if isinstance(node, ast.ClassDef):
        return [*node.keywords, *node.bases, *node.decorator_list]
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        # Only `:=` reaches out of a comprehension.
        return [each.target for each in ast.walk(node) if isinstance(each, ast.NamedExpr)]
    return list(ast.iter_child_nodes(node))[::-1]


def label_of(node: ast.stmt, binds: tuple[str, ...]) -> str:
    """Return a few words by which a reader finds the statement."""
    names = ", ".join(binds[:3]) + (", …" if len(binds) > 3 else "")
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"def {name}"
        case ast.ClassDef(name=name):
            return f"class {name}"
        case ast.Import() | ast.ImportFrom():
            return f"import {names}"
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() if names:
            return f"{names} ="
        case ast.Expr(value=ast.Call(func=function)):
            return f"{ast.unparse(function)[:60]}(…)"
    word = type(node).__name__.lower()
    return f"{word} {names}" if names else word
