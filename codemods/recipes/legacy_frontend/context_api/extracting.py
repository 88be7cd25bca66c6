"""Parting a view: one function makes the context, and the view renders it, so that an API can have the same."""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.edits import apply
from codemods.model import Edit
from codemods.names.adding import adding, bound_as, is_free
from codemods.recipes.legacy_frontend.context_api.pages import Exits, Page, own_nodes
from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.views.model import View, parameters_of
from codemods.recipes.legacy_frontend.views.places import above, above_comments
from codemods.sources.python import Python

_RESPONSE = "HttpResponseBase"


@dataclass(frozen=True, slots=True)
class Parted:
    """What became of a view.

    - `edits`: of its file; none where a function that makes the context was there already;
    - `call`: the expression that an API's view evaluates; `needs`: the names in it that the module has;
    - `may_answer`: whether that may be a response already, a redirect say, instead of a context;
    - `before`: statements that stand before the call; `renamed`: what they need, as an import of the module says it;
    - `patched`: what a test puts a context in place of, as object and name; none where that can't be told.
    """

    edits: tuple[Edit, ...]
    call: str
    needs: tuple[str, ...]
    may_answer: bool
    before: tuple[str, ...] = ()
    patched: tuple[str, str] | None = None
    renamed: str = ""


def part(view: View, function: ast.FunctionDef, exits: Exits, context: str) -> Parted:
    """Part a view; `context` is what the new function is called.

    :raises ViewRefused: if that can't be done without a guess.
    """
    found = _already(view, function, exits)
    if found is not None:
        return found
    _refuse(view, function, exits, context)
    call = f"{context}({', '.join(_passed(view, function))})"
    edits = _parting(view, function, exits, context, call)
    if exits.others and bound_as(view.source, f"django.http.response.{_RESPONSE}") is None:
        edits.append(adding(view.source, "django.http.response", [_RESPONSE]))
    return Parted(tuple(edits), call, (context,), bool(exits.others), patched=("api", context))


def _passed(view: View, function: ast.FunctionDef) -> Iterator[str]:
    """Yield the arguments with which a view calls a function of the same parameters."""
    yield from (each.arg for each in function.args.args[1 if view.is_class else 0 :])
    yield from (f"{each.arg}={each.arg}" for each in function.args.kwonlyargs)


def _already(view: View, function: ast.FunctionDef, exits: Exits) -> Parted | None:
    """Return the call that makes the whole context, where a view does nothing else but to render it."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    [page, *more] = exits.pages
    if more or exits.others or body != [page.statement] or not isinstance(page.context, ast.Call):
        return None
    names = {each.id for each in ast.walk(page.context) if isinstance(each, ast.Name)}
    parameters = parameters_of(view)
    own = {parameters.request, *parameters.required, *parameters.optional}
    needed = names - own
    plain = all(view.source.names.top.binds(name) for name in needed)
    if not plain or "self" in names or any(isinstance(each, ast.Lambda) for each in ast.walk(page.context)):
        return None
    call = " ".join(view.source.segment(page.context).split())
    called = page.context.func.id if isinstance(page.context.func, ast.Name) else ""
    return Parted((), call, tuple(sorted(needed)), False, patched=("api", called) if called else None)


def _refuse(view: View, function: ast.FunctionDef, exits: Exits, context: str) -> None:
    """Raise if the body of a view can't be another function's."""
    reasons = {reason for page in exits.pages for reason in _reasons_of(view, function, page)}
    if view.is_class:
        tied = [each for each in ast.walk(function) if isinstance(each, ast.Name) and each.id in ("self", "super")]
        reasons.update((each.lineno, f"uses {each.id}, which an API's view has not") for each in tied)
    if function.args.vararg or function.args.kwarg or function.args.posonlyargs:
        reasons.add((function.lineno, "takes arguments of any name"))
    if not is_free(view.source, context):
        reasons.add((0, f"{context} is a name of its own here"))
    if function.body[0].lineno == function.lineno:
        reasons.add((function.lineno, "has the body beside the head"))
    if reasons:
        advice = "Let a function of the module make the context from the request and the arguments."
        raise ViewRefused(view.path, view.name, sorted(reasons), advice)


def _reasons_of(view: View, function: ast.FunctionDef, page: Page) -> Iterator[tuple[int, str]]:
    """Yield what is in the way of rendering a page outside of the body."""
    names = (each for each in own_nodes(function) if isinstance(each, ast.Name))
    written = {each.id for each in names if not isinstance(each.ctx, ast.Load)}
    for each in (page.call.func, *_beside(page)):
        local = {node.id for node in ast.walk(each) if isinstance(node, ast.Name) and node.id in written}
        if local:
            yield each.lineno, f"renders with {', '.join(sorted(local))}, made in the view"
    if _comments_beside(view.source, page):
        yield page.call.lineno, "has a comment inside of the call that renders"


def _beside(page: Page) -> list[ast.expr]:
    """Return what a page is rendered with, besides its context."""
    return [each for each in (*page.call.args, *(k.value for k in page.call.keywords)) if each is not page.context]


def _comments_beside(source: Python, page: Page) -> bool:
    start, end = source.span(page.call)
    inner = source.span(page.context) if page.context is not None else (end, end)
    for piece in (source.text[start : inner[0]], source.text[inner[1] : end]):
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(piece).readline))
        except (tokenize.TokenError, IndentationError):
            tokens = []
        if any(token.type == tokenize.COMMENT for token in tokens) or (not tokens and "#" in piece):
            return True
    return False


def _parting(view: View, function: ast.FunctionDef, exits: Exits, context: str, call: str) -> list[Edit]:
    """Return the edits: the old body, as far as it makes the context, becomes the new function."""
    source = view.source
    start, end = _body(source, function)
    indent = re.match(r"[ \t]*", source.text[source.places.line_start(source.span(function.body[-1])[0]) :])
    assert indent is not None
    contexts = [_context_edit(source, page) for page in exits.pages]
    head = _head(source, function, context)
    made = f'{head}\n    """Return what the page {view.name} shows."""\n'.replace("\n", source.newline)
    short = "".join(f"{indent[0]}{line}{source.newline}" for line in _short(source, exits, call))
    gap = source.newline * 2
    if not view.is_class:
        return [Edit(start, start, f"{short}{gap}{made}"), *contexts]
    if any(_is_long_text(each) for statement in function.body for each in ast.walk(statement)):
        told = "has a text of several lines, which can't be moved without changing it"
        raise ViewRefused(view.path, view.name, [(function.lineno, told)], "Make it a function yourself.")
    inside = [Edit(each.start - start, each.end - start, each.text) for each in contexts]
    body = textwrap.dedent(apply(source.text[start:end], inside))
    moved = textwrap.indent(body, "    ", lambda line: bool(line.strip()))
    at = above(source, view.node)
    return [Edit(at, at, f"{made}{moved}{gap}"), Edit(start, end, short)]


def _is_long_text(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )
    return is_text and isinstance(node, ast.expr) and node.end_lineno != node.lineno


def _body(source: Python, function: ast.FunctionDef) -> tuple[int, int]:
    """Return where the statements of a function begin and end, in whole lines, without its docstring."""
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        start = source.places.line_end(source.span(first)[1] - 1)
    else:
        start = above_comments(source, source.places.line_start(source.span(first)[0]))
    return start, source.places.line_end(source.span(function.body[-1])[1] - 1)


def _head(source: Python, function: ast.FunctionDef, name: str) -> str:
    """Return the head of the new function, with the same parameters; `self` stays behind."""
    given = function.args
    plain = given.args[1 if given.args and given.args[0].arg == "self" else 0 :]
    texts = [source.segment(each) for each in plain]
    for index, default in enumerate(reversed(given.defaults), 1):
        texts[-index] += f"={source.segment(default)}"
    if given.kwonlyargs:
        texts.append("*")
    for each, preset in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        texts.append(source.segment(each) + (f"={source.segment(preset)}" if preset is not None else ""))
    return f"def {name}({', '.join(' '.join(text.split()) for text in texts)}):"


def _short(source: Python, exits: Exits, call: str) -> list[str]:
    """Return the lines that are left of the view."""
    rendering = _rendering(source, exits.pages[0], "context" if exits.others else call)
    if not exits.others and len(rendering) < 105:
        return [f"return {rendering}"]
    if not exits.others:
        return [f"context = {call}", f"return {_rendering(source, exits.pages[0], 'context')}"]
    lines = [
        f"context = {call}",
        f"if isinstance(context, {_RESPONSE}):",
        "    return context  # a redirect, or an error",
    ]
    return [*lines, f"return {rendering}"]


def _rendering(source: Python, page: Page, context: str) -> str:
    """Return the call that renders, with another context."""
    parts: list[str] = []
    for each in page.call.args:
        parts.append(context if each is page.context else " ".join(source.segment(each).split()))
    for keyword in page.call.keywords:
        text = context if keyword.value is page.context else " ".join(source.segment(keyword.value).split())
        parts.append(f"{keyword.arg}={text}" if keyword.arg else f"**{text}")
    if page.context is None:
        parts.append(f"context={context}")
    return f"{source.segment(page.call.func)}({', '.join(parts)})"


def _context_edit(source: Python, page: Page) -> Edit:
    """Return the edit that makes `return context` of `return render(..., context)`."""
    if page.context is None:
        return source.replace(page.call, "{}")
    text = source.segment(page.context)
    start = source.span(page.context)[0]
    line = source.text[source.places.line_start(start) : start]
    statement = source.text[source.places.line_start(source.span(page.statement)[0]) :]
    deeper = len(line) - len(line.lstrip()) - (len(statement) - len(statement.lstrip()))
    if "\n" in text and not any(_is_long_text(each) for each in ast.walk(page.context)):
        text = re.sub(rf"(?m)(?<=\n)[ \t]{{{max(deeper, 0)}}}", "", text)
    if "\n" in text and not isinstance(page.context, ast.Dict | ast.Call):
        text = f"({text})"
    return source.replace(page.call, text)
