"""Finding views: the functions and classes that answer requests, with their decorators and methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.names.dotted import chain
from codemods.recipes.legacy_frontend.python.bindings import Function, parameters_of

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "dispatch")
_BASES = ("View", "ViewSet", "APIView", "ViewMixin")
_REQUESTS = ("request", "_request")
"""What the first parameter of a view is called; the second, in views that do not look at it."""


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    - `name`: qualified within its file; `line` and `end`: from its first decorator to its last line, counted from 1;
    - `decorators`: dotted names as written, the outermost first; calls without their arguments;
    - `methods`: of a class, those named after an HTTP method (or `dispatch`); of a function, none;
    - `node`: what was found, for whoever looks closer.
    """

    path: str
    name: str
    line: int
    end: int
    is_class: bool
    decorators: tuple[str, ...]
    methods: tuple[str, ...]
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def find_views(path: str, tree: ast.Module) -> Iterator[View]:
    """Yield the views of a source: functions whose first parameter is the request, and classes derived from a view.

    Class-based views are known by what a base is called, which is as Django's own are, or by a base that is one here.
    """
    known: set[str] = set()
    for node in outermost(tree.body):
        if isinstance(node, ast.ClassDef):
            if any(dotted(base).endswith(_BASES) or dotted(base) in known for base in node.bases):
                known.add(node.name)
                methods = tuple(each.name for each in node.body if isinstance(each, Function) and each.name in _METHODS)
                yield _view(path, node, methods)
        elif next(iter(parameters_of(node)), "") in _REQUESTS:
            yield _view(path, node, ())


def outermost(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield functions and classes of a module, also those that stand under a condition."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            yield node
        elif isinstance(node, ast.If | ast.Try | ast.With):
            inner = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]
            yield from outermost(inner)


def _view(path: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, methods: tuple[str, ...]) -> View:
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    names = tuple(dotted(each) for each in node.decorator_list)
    end = node.end_lineno or node.lineno
    return View(path, node.name, first, end, isinstance(node, ast.ClassDef), names, methods, node)


def dotted(node: ast.expr) -> str:
    """Return the dotted name of an expression as it is written, of a call that of what is called; "" for others."""
    found = chain(node.func if isinstance(node, ast.Call) else node)
    return ".".join(found[1]) if found else ""
