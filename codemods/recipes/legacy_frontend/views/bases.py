"""Where a class without `get` has it from."""

from __future__ import annotations

import ast

from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.errors import AmbiguousView, UnknownView
from codemods.recipes.legacy_frontend.views.finding import find_view
from codemods.recipes.legacy_frontend.views.model import View

_PAGES = frozenset(
    "TemplateView ListView DetailView FormView CreateView UpdateView DeleteView ArchiveIndexView YearArchiveView"
    " MonthArchiveView WeekArchiveView DayArchiveView TodayArchiveView DateDetailView".split()
)
"""Django's own classes that answer GET with a page."""


def inherits_get(tree: Tree, view: View, depth: int = 5) -> bool:
    """Whether one of the bases of a class is known to answer GET: one of Django's, or one of the tree."""
    if not isinstance(view.node, ast.ClassDef):
        return False
    for base in view.node.bases:
        meaning = view.source.names.meaning(base)
        if meaning is None and isinstance(base, ast.Name):
            meaning = f"{view.path}:{base.id}"
        if meaning is None:
            continue
        if meaning.startswith("django.views.generic") and meaning.rpartition(".")[2] in _PAGES:
            return True
        if depth and not meaning.startswith("django."):
            try:
                found = find_view(tree, meaning)
            except (UnknownView, AmbiguousView):
                continue
            if found.answer is not None or inherits_get(tree, found, depth - 1):
                return found.is_class
    return False
