"""Who asks for the URL of a view by the view itself: a URL that leads elsewhere would not be found any more."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.errors import SourceUnreadable
from codemods.names.dotted import last_part
from codemods.needles import all_words
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.redirect.routes import is_view
from codemods.recipes.legacy_frontend.views.model import View
from codemods.sources.python import Python

_ASKING = ("reverse", "reverse_lazy", "redirect", "resolve_url")


def reversed_by_view(tree: Tree, view: View) -> Iterator[tuple[str, int]]:
    """Yield the places, file and line, in Python and in Mako templates, that hand on the view or its dotted name."""
    for path in tree.holding(all_words([view.name], _ASKING)):
        try:
            opened = tree.open(path)
        except SourceUnreadable:
            continue
        if opened is None or not isinstance(opened.source, Python):
            continue
        for node in ast.walk(opened.source.tree):
            if isinstance(node, ast.Call) and node.args and last_part(dotted(node)) in _ASKING:
                name = _meant(opened.source, node.args[0], opened.place.module)
                if last_part(name) == view.name and "." in name and is_view(tree, name, view):
                    yield path, node.lineno


def _meant(source: Python, node: ast.expr, module: str) -> str:
    """Return the dotted name that is handed on; "" for what is no view."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) and node.value.replace(".", "").isidentifier() else ""
    if isinstance(node, ast.Name) and node.id in source.names.top.others:
        return f"{module}.{node.id}"
    return source.names.meaning(node) or ""
