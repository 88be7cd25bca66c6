"""The places where a view returns its page, and what it returns besides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.names.dotted import last_part
from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.python.rendering import argument
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.views.model import View

_CONTEXTS = {"render": 2, "render_to_response": 1, "TemplateResponse": 2}
_TEMPLATES = {"render": 1, "render_to_response": 0, "TemplateResponse": 1}
_KEYWORDS = ("context", "dictionary")
_ADVICE = "Return the page with a plain `return render(...)` first."


@dataclass(frozen=True, slots=True)
class Page:
    """One `return render(...)`: the statement, the call, and its context, None where it has none."""

    statement: ast.Return
    call: ast.Call
    context: ast.expr | None


@dataclass(frozen=True, slots=True)
class Exits:
    """How a view ends: with its page, at one or more places, or otherwise (`others`)."""

    pages: tuple[Page, ...]
    others: tuple[ast.Return, ...]


def exits_of(view: View, function: ast.FunctionDef) -> Exits:
    """Return how the function of a view ends.

    :raises ViewRefused: if it renders nothing, or several templates, or does more than to return what it rendered.
    """
    pages: list[Page] = []
    others: list[ast.Return] = []
    loose: list[ast.Call] = []
    for node in own_nodes(function):
        if isinstance(node, ast.Return):
            call = node.value if isinstance(node.value, ast.Call) and _renders(view, node.value) else None
            if call is None:
                others.append(node)
            else:
                name = last_part(dotted(call))
                pages.append(Page(node, call, argument(call, _CONTEXTS[name], _KEYWORDS)))
        elif isinstance(node, ast.Call) and _renders(view, node):
            loose.append(node)
        elif isinstance(node, ast.Yield | ast.YieldFrom | ast.Await):
            raise ViewRefused(view.path, view.name, [(node.lineno, "yields or awaits")], "It is no plain function.")
    rendered = {id(page.call) for page in pages}
    kept = [call for call in loose if id(call) not in rendered]
    if kept:
        reasons = [(call.lineno, "keeps what it rendered, and does more with it") for call in kept]
        raise ViewRefused(view.path, view.name, reasons, _ADVICE)
    if not pages:
        raise ViewRefused(view.path, view.name, [(function.lineno, "renders nothing itself")], _ADVICE)
    templates = {ast.dump(found) if (found := template_of(page.call)) else "" for page in pages}
    if len(templates) > 1:
        reasons = [(page.call.lineno, "renders another template than elsewhere") for page in pages]
        raise ViewRefused(view.path, view.name, reasons, "An API is for one page: part the view first.")
    return Exits(tuple(pages), tuple(others))


def template_of(call: ast.Call) -> ast.expr | None:
    """Return the template of a call that renders."""
    return argument(call, _TEMPLATES[last_part(dotted(call))], ("template_name", "template"))


def own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, but not of functions and classes in it."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def _renders(view: View, call: ast.Call) -> bool:
    name = last_part(dotted(call))
    if name not in _CONTEXTS:
        return False
    return name != "render" or (view.source.names.meaning(call.func) or "").endswith("shortcuts.render")
