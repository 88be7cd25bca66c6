"""Stage 1: a few lines at the beginning of a view send its visitors on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit
from codemods.names.adding import adding, bound_as, is_free
from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.redirect.address import Address
from codemods.recipes.legacy_frontend.redirect.model import Called
from codemods.recipes.legacy_frontend.views.model import Parameters, View, parameters_of
from codemods.recipes.legacy_frontend.views.places import above_comments

GROUP = "redirect"
_REDIRECTS = (
    "django.shortcuts.redirect",
    "django.http.HttpResponseRedirect",
    "django.http.response.HttpResponseRedirect",
)


def is_redirected(view: View, names: Called) -> bool:
    """Whether the view has the lines already."""
    return any(isinstance(node, ast.Name) and node.id == names.should for node in ast.walk(view.node))


def edits_inside(view: View, names: Called, address: Address, module: str) -> Iterator[Edit]:
    """Yield the edits of the view's file; `module` is where the toggle is imported from, as this file would write it.

    The lines stand after the docstring: decorators have their say before.

    :raises ViewRefused: if there is no place for them, or a name is taken.
    """
    source, taken = view.source, _bound_within(view.answer) if view.answer is not None else set()
    for name in (names.should, names.address):
        if name in taken or not is_free(source, name):
            raise ViewRefused(view.path, view.name, [(0, f"{name} is a name of its own here")], "Rename that first.")
    found = next((bound for each in _REDIRECTS if (bound := bound_as(source, each)) and bound not in taken), None)
    redirect = found or next(name for name in _free_names() if is_free(source, name) and name not in taken)
    if found is None:
        yield adding(source, "django.shortcuts", ["redirect" if redirect == "redirect" else f"redirect as {redirect}"])
    yield adding(source, module, sorted((names.should, names.address)))
    parameters = parameters_of(view)
    test = f"if {names.should}({parameters.request}):"
    go = f"return {redirect}({names.address}({', '.join([parameters.request, *_passed(address, parameters)])}))"
    yield _in_function(view, test, go) if view.answer is not None else _new_method(view, test, go)


def _free_names() -> Iterator[str]:
    yield "redirect"
    yield "redirect_to"
    number = 2
    while True:
        yield f"redirect_to_{number}"
        number += 1


def _passed(address: Address, parameters: Parameters) -> Iterator[str]:
    for name in address.arguments:
        yield name if name in (*parameters.required, *parameters.optional) else f"{parameters.keywords}['{name}']"


def _bound_within(function: ast.FunctionDef) -> set[str]:
    """Return the names that are a function's own."""
    bound = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler) and node is not function:
            bound.add(node.name or "")
    return bound


def _in_function(view: View, test: str, go: str) -> Edit:
    assert view.answer is not None
    source, [first, *rest] = view.source, view.answer.body
    has_docstring = ast.get_docstring(view.answer) is not None
    if not has_docstring and first.lineno == _last_line_of_head(view.answer):
        raise ViewRefused(
            view.path, view.name, [(first.lineno, "has the body beside the head")], "Give the body a line of its own."
        )
    start, end = source.span(first)
    indent = source.text[source.places.line_start(start) : start]
    if has_docstring:
        at = source.places.line_end(end - 1)
        if indent.strip() or (source.text[end:at].strip() and not source.text[end:at].lstrip().startswith("#")):
            raise ViewRefused(view.path, view.name, [(first.lineno, "shares its line")], "Part the statements first.")
    else:
        at = above_comments(source, source.places.line_start(start))
    broken = "" if source.text[:at].endswith(("\n", "\r")) else source.newline
    lines = [f"{indent}{test}", f"{indent}    {go}"]
    following = source.text[at:].partition("\n")[0].strip()
    gap = source.newline if (following and (rest or not has_docstring)) else ""
    return Edit(at, at, broken + "".join(line + source.newline for line in lines) + gap)


def _last_line_of_head(function: ast.FunctionDef) -> int:
    ends = [
        function.lineno,
        *(each.end_lineno or 0 for each in ast.walk(function.args) if isinstance(each, ast.expr | ast.arg)),
    ]
    return max(ends)


def _new_method(view: View, test: str, go: str) -> Edit:
    """Return the edit that gives a class a `get`, which its base answers otherwise."""
    source, node = view.source, view.node
    last = node.body[-1]
    end = source.places.line_end(source.span(last)[1] - 1)
    start = source.span(node.body[0])[0]
    indent = source.text[source.places.line_start(start) : start]
    lines = [
        "",
        "def get(self, request, *args, **kwargs):",
        '    """Answer with the page, or send the visitor to the micro-frontend."""',
        f"    {test}",
        f"        {go}",
        "",
        f"    return super({view.name}, self).get(request, *args, **kwargs)",
    ]
    text = "".join((indent + line if line else "") + source.newline for line in lines)
    broken = "" if source.text[:end].endswith(("\n", "\r")) else source.newline
    return Edit(end, end, broken + text)
