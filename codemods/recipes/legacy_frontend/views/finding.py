"""Finding a view by name: dotted, as the project imports it, or as a file and a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from codemods.names.dotted import absolute
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.errors import AmbiguousView, UnknownView
from codemods.recipes.legacy_frontend.python.views import outermost
from codemods.recipes.legacy_frontend.views.model import View
from codemods.sources.opening import Opened
from codemods.sources.python import Python

_DEPTH = 5
"""So many modules are gone through that import a view from one another."""


def find_view(tree: Tree, name: str) -> View:
    """Return the view that a name means.

    A dotted name may leave out folders at its beginning, for a project may import from several of them:
    `student_profile.views.learner_profile` is found in `lms/djangoapps/student_profile/views.py`. Imports are
    followed, those with a star too.

    :raises UnknownView: if there is none.
    :raises AmbiguousView: if there are several.
    :raises SourceUnreadable: if its file can't be parsed.
    """
    module, dot, last = name.replace("::", ":").rpartition(":") if ":" in name else name.rpartition(".")
    if not dot or not last.isidentifier():
        raise UnknownView(name, "it has no module")
    files = [module] if ":" in name else list(_files(tree, module))
    files = [each for each in files if each in tree.paths]
    if not files:
        dotted = [".".join(PurePosixPath(path).with_suffix("").parts) for path in tree.paths if path.endswith(".py")]
        raise UnknownView(name, f"no file of the tree is {module}", (f"{each}.{last}" for each in dotted))
    found = {(view.path, view.name): view for file in files for view in _within(tree, file, last, _DEPTH)}
    if not found and any(_is_async(tree, file, last) for file in files):
        raise UnknownView(name, f"{last} is asynchronous, and only plain functions and classes are views here")
    if not found:
        raise UnknownView(name, f"{files[0]} has nothing called {last}", _offered(tree, files, name[: -len(last)]))
    if len(found) > 1:
        raise AmbiguousView(name, [f"{path}:{last}" for path, last in sorted(found)])
    return next(iter(found.values()))


def _files(tree: Tree, module: str) -> Iterator[str]:
    """Yield the files whose dotted name is, or ends with, a module's; only the exact ones if there are any."""
    wanted = tuple(module.split("."))
    ends = {wanted[-1] + ".py", "__init__.py"}
    matching = [
        path for path in tree.paths if path.rpartition("/")[2] in ends and _parts(path)[-len(wanted) :] == wanted
    ]
    exact = [path for path in matching if _parts(path) == wanted or tree.module(path) == module]
    return iter(exact or matching)


def _parts(path: str) -> tuple[str, ...]:
    parts = PurePosixPath(path).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def _within(tree: Tree, path: str, name: str, depth: int) -> Iterator[View]:
    opened = tree.open(path)
    if opened is None or not isinstance(opened.source, Python):
        return
    node = _definition(opened.source.tree, name)
    if node is not None:
        yield View(path, opened, opened.source, node, _answer(node))
        return
    if not depth:
        return
    for module, imported in _imported(opened.source, opened, name):
        for file in _files(tree, module):
            yield from _within(tree, file, imported, depth - 1)


def _definition(tree: ast.Module, name: str) -> ast.FunctionDef | ast.ClassDef | None:
    """Return the last definition of a name at the module's level, inside of `if` and `try` too."""
    found: ast.FunctionDef | ast.ClassDef | None = None
    for each in outermost(tree.body):
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == name:
            found = each
    return found


def _is_async(tree: Tree, path: str, name: str) -> bool:
    opened = tree.open(path)
    if opened is None or not isinstance(opened.source, Python):
        return False
    return any(
        isinstance(each, ast.AsyncFunctionDef) and each.name == name for each in outermost(opened.source.tree.body)
    )


def _answer(node: ast.FunctionDef | ast.ClassDef) -> ast.FunctionDef | None:
    if isinstance(node, ast.FunctionDef):
        return node
    return next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "get"), None)


def _imported(source: Python, opened: Opened, name: str) -> Iterator[tuple[str, str]]:
    """Yield the modules, and names in them, that a module may have a name of."""
    package = opened.place.package
    for statement in source.tree.body:
        if isinstance(statement, ast.ImportFrom):
            module = absolute(statement.module, statement.level, package)
            for alias in statement.names:
                if module and alias.name == "*":
                    yield module, name
                elif module and (alias.asname or alias.name) == name:
                    yield module, alias.name


def _offered(tree: Tree, files: list[str], before: str) -> Iterator[str]:
    """Yield the names that files define, each as the question would have put it."""
    for file in files:
        opened = tree.open(file)
        if opened is not None and isinstance(opened.source, Python):
            for each in opened.source.tree.body:
                if isinstance(each, ast.FunctionDef | ast.ClassDef):
                    yield before + each.name
