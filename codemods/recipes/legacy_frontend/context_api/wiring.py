"""Putting the URLs of an API among those of its application."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit
from codemods.names.adding import adding, bound_as, is_free
from codemods.plans.model import Noted
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.context_api.writing import Writing, entry_lines, router, routes, urls_text
from codemods.recipes.legacy_frontend.views.model import View
from codemods.sources.python import Python


def wire(
    tree: Tree, view: View, writing: Writing, edits: dict[str, tuple[Edit, ...]], creations: dict[str, bytes]
) -> Iterator[Noted]:
    """Put the URLs into the plan, and yield what is left to do about them."""
    own = f"{writing.api.folder}/urls.py"
    if tree.exists(own):
        added = _with_route(tree, own, writing)
        if added is None:
            yield Noted(own, 1, f"it lists no urlpatterns that can be added to: add {routes(writing)[0]}")
        else:
            edits[own] = added
        return
    creations[own] = urls_text(writing).encode()
    around = f"{view.application}/urls.py" if view.application else "urls.py"
    if tree.exists(around) and writing.module:
        included = _including(tree, around, f"{writing.module}.urls", writing)
        if included is not None:
            edits[around] = included
            return
    entry = f"include('{writing.module or writing.api.folder.replace('/', '.')}.urls')"
    yield Noted(own, 0, f"no URL conf of this application includes it: add {entry} where it shall be reached")


def _with_route(tree: Tree, path: str, writing: Writing) -> tuple[Edit, ...] | None:
    """Return the edits that add the API to the URLs of others."""
    opened = tree.open(path)
    if opened is None or not isinstance(opened.source, Python):
        return None
    source = opened.source
    listed = _listed(source)
    module, name = router(writing)
    if listed is None or (not is_free(source, name) and bound_as(source, f"{module}.{name}") != name):
        return None
    where = f"{writing.module}.views.{writing.api.page}" if writing.module else f".views.{writing.api.page}"
    end = source.span(listed)[1] - 1
    edits = [adding(source, where, [writing.api.view])]
    if is_free(source, name):
        edits.append(adding(source, module, [name]))
    at = source.places.line_start(end)
    if source.text[at:end].strip():
        return None
    edits.append(Edit(at, at, "".join(map(entry_lines, routes(writing))).replace("\n", source.newline)))
    return opened.edits(edits)


def _listed(source: Python) -> ast.List | None:
    """Return the list that is the whole of `urlpatterns`, if its last entry ends with a comma."""
    for statement in source.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="urlpatterns")], value=ast.List(elts=entries) as listed):
                after = source.text[source.span(entries[-1])[1] : source.span(listed)[1]] if entries else ","
                return listed if "," in after else None
    return None


def _including(tree: Tree, path: str, module: str, writing: Writing) -> tuple[Edit, ...] | None:
    """Return the edits that let the application's URL conf include the API's."""
    opened = tree.open(path)
    if opened is None or not isinstance(opened.source, Python) or not _takes_lists(opened.source):
        return None
    source = opened.source
    where = "django.conf.urls" if writing.is_old else "django.urls"
    edits: list[Edit] = []
    names = [router(writing)[1], "include"]
    for name in names:
        if not is_free(source, name) and not _is_djangos(source, name):
            return None
    missing = [name for name in names if is_free(source, name)]
    if missing:
        edits.append(adding(source, where, missing))
    end = len(source.text)
    pattern = "url(r'^api/v1/'" if writing.is_old else "path('api/v1/'"
    lines = ["", "urlpatterns += [", f"    {pattern}, include('{module}')),", "]"]
    broken = "" if source.text.endswith("\n") else source.newline
    edits.append(Edit(end, end, broken + "".join(line + source.newline for line in lines)))
    return opened.edits(edits)


def _takes_lists(source: Python) -> bool:
    """Whether a list can be added to what `urlpatterns` is in the end."""
    given: list[ast.expr] = []
    for statement in source.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="urlpatterns")], value=value):
                given.append(value)
            case ast.AugAssign(target=ast.Name(id="urlpatterns"), value=value):
                given.append(value)
    return bool(given) and not isinstance(given[-1], ast.Tuple)


def _is_djangos(source: Python, name: str) -> bool:
    return any(bound_as(source, f"{module}.{name}") == name for module in ("django.urls", "django.conf.urls"))
