"""What a class answers by its bases."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.errors import AmbiguousView, UnknownView
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.views.finding import find_view
from codemods.recipes.legacy_frontend.views.model import View

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_PAGES = frozenset(
    "TemplateView ListView DetailView ArchiveIndexView YearArchiveView MonthArchiveView WeekArchiveView DayArchiveView"
    " TodayArchiveView DateDetailView".split()
)
_FORMS = frozenset("FormView CreateView UpdateView DeleteView".split())
"""Django's own classes that answer GET with a page; those of forms answer POST, too."""


def inherited_methods(tree: Tree, view: View, depth: int = 5) -> dict[str, str]:
    """Return the HTTP methods that the bases of a class are known to answer, each with the name of the base.

    Known are Django's generic views, and the classes of the tree.
    """
    found: dict[str, str] = {}
    for base in view.node.bases if isinstance(view.node, ast.ClassDef) else ():
        meaning = view.source.names.meaning(base) or (f"{view.path}:{base.id}" if isinstance(base, ast.Name) else "")
        for method in _methods_of(tree, meaning, depth):
            found.setdefault(method, dotted(base))
    return found


def _methods_of(tree: Tree, meaning: str, depth: int) -> Iterator[str]:
    if meaning.startswith("django."):
        name = meaning.rpartition(".")[2]
        is_generic = meaning.startswith("django.views.generic")
        yield from (
            ("get", "post") if is_generic and name in _FORMS else ("get",) if is_generic and name in _PAGES else ()
        )
        return
    try:
        found = find_view(tree, meaning)
    except (UnknownView, AmbiguousView):
        return
    if isinstance(found.node, ast.ClassDef):
        yield from (each.name for each in found.node.body if isinstance(each, ast.FunctionDef) and each.name in METHODS)
        yield from inherited_methods(tree, found, depth - 1) if depth else ()
