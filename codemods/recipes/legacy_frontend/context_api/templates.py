"""Pages of Django's `TemplateView`: their context is made by a method, and an API asks the page for it."""

from __future__ import annotations

import ast

from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.context_api.extracting import Parted
from codemods.recipes.legacy_frontend.context_api.naming import Api, camel
from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.redirect.routes import routes_to
from codemods.recipes.legacy_frontend.views.model import Parameters, View

METHOD = "get_context_data"
_BASES = ("django.views.generic.TemplateView", "django.views.generic.base.TemplateView")


def context_method(view: View, is_old: bool) -> ast.FunctionDef:
    """Return the method that makes the context of a page of `TemplateView`.

    :raises ViewRefused: if it is none, or Django has no `setup` yet (which came with 2.2).
    """
    refused = "has no get of its own, nor a get_context_data with TemplateView as base"
    if isinstance(view.node, ast.ClassDef):
        found = next(
            (each for each in view.node.body if isinstance(each, ast.FunctionDef) and each.name == METHOD), None
        )
        is_template = any(view.source.names.meaning(base) in _BASES for base in view.node.bases)
        if found is not None and is_template and not is_old:
            return found
        if found is not None and is_template:
            refused = "has get_context_data, which an API can't ask for before Django 2.2"
    raise ViewRefused(view.path, view.name, [(view.node.lineno, refused)], "Write a get that renders.")


def parted_page(tree: Tree, view: View, api: Api) -> tuple[Parted, Parameters]:
    """Return how an API asks a page for its context, and the arguments that its URLs name."""
    page = f"{camel(api.page)}Page"
    before = (f"page = {page}()", "page.setup(request, **kwargs)")
    named = [route.named for route in routes_to(tree, view)]
    required = tuple(name for name in (named[0] if named else ()) if all(name in each for each in named))
    optional = tuple(dict.fromkeys(name for each in named for name in each if name not in required))
    parted = Parted(
        edits=(),
        call=f"page.{METHOD}(**kwargs)",
        needs=(),
        may_answer=False,
        before=before,
        patched=(f"api.{page}", METHOD),
        renamed=f"{view.name} as {page}",
    )
    return parted, Parameters("request", required, optional, "kwargs")
