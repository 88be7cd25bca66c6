"""What a view answers besides a page: POST and its like, and JSON."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codemods.names.dotted import chain, last_part
from codemods.recipes.legacy_frontend.views.bases import METHODS
from codemods.recipes.legacy_frontend.views.handing import readers_of
from codemods.recipes.legacy_frontend.views.model import View
from codemods.sources.python import Python

_LIMITS = {
    "require_GET": frozenset({"GET"}),
    "require_safe": frozenset({"GET", "HEAD"}),
    "require_POST": frozenset({"POST"}),
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BODIES = frozenset({"POST", "FILES", "body", "raw_post_data", "data", "DATA"})
_JSON_MAKERS = frozenset({"JsonResponse", "JsonResponseBadRequest"})
_JSON_MARKS = ("HTTP_ACCEPT", "HTTP_X_REQUESTED_WITH", "application/json")


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """A line that tells of another answer than a page: `kind` is "method", "json" or "format"."""

    line: int
    reason: str
    kind: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What a view answers: the methods that decorators let through, None for all, and signs of more than a page."""

    methods: frozenset[str] | None
    signs: tuple[Sign, ...]

    @property
    def has_page(self) -> bool:
        """Whether GET is answered at all."""
        return self.methods is None or "GET" in self.methods

    def has(self, kind: str) -> bool:
        """Whether there is a sign of a kind."""
        return any(sign.kind == kind for sign in self.signs)


def answers_of(view: View, inherited: Mapping[str, str]) -> Answers:
    """Return what a view answers, as far as it can be seen in it.

    :param inherited: the methods of a class that its bases answer, with the name of the base.
    """
    methods = _limit(view.source, view.node) if isinstance(view.node, ast.FunctionDef) else None
    signs = set(_signs_of_class(view.node, inherited)) if isinstance(view.node, ast.ClassDef) else set()
    if view.answer is not None:
        may_post = not view.is_class and (methods is None or bool(methods - _SAFE))
        if methods is not None and methods - _SAFE:
            told = ", ".join(sorted(methods - _SAFE))
            signs.add(Sign(view.node.lineno, f"answers {told}, by its decorator", "method"))
        for function, request in readers_of(view):
            for node in ast.walk(function):
                signs.update(sign for sign in _signs(view.source, node, request) if may_post or sign.kind != "method")
    return Answers(methods, tuple(sorted(signs)))


def _limit(source: Python, node: ast.FunctionDef) -> frozenset[str] | None:
    """Return the methods that Django's own decorators let through; None where there are none."""
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        meaning = source.names.meaning(called) or ""
        if not meaning.startswith("django.views.decorators.http."):
            continue
        name = last_part(meaning)
        if name in _LIMITS:
            return _LIMITS[name]
        if name == "require_http_methods" and isinstance(decorator, ast.Call) and decorator.args:
            listed = decorator.args[0]
            if isinstance(listed, ast.List | ast.Tuple | ast.Set):
                return frozenset(
                    each.value for each in listed.elts if isinstance(each, ast.Constant) if isinstance(each.value, str)
                )
    return None


def _signs_of_class(node: ast.ClassDef, inherited: Mapping[str, str]) -> Iterator[Sign]:
    own = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    assigned = [each for each in node.body if isinstance(each, ast.Assign)]
    same = {target.id: each.lineno for each in assigned for target in each.targets if isinstance(target, ast.Name)}
    for method in sorted(METHODS - {"get"}):
        if method in own:
            yield Sign(own[method].lineno, f"answers {method.upper()}, too", "method")
        elif method in same:
            yield Sign(same[method], f"answers {method.upper()}, too", "method")
        elif method in inherited:
            yield Sign(node.lineno, f"answers {method.upper()}, too, by {inherited[method]}", "method")


def _signs(source: Python, node: ast.AST, request: str) -> Iterator[Sign]:
    yield from _signs_of_method(node, request)
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == request:
            if attribute in _BODIES:
                yield Sign(node.lineno, f"reads {name}.{attribute}", "method")
            elif attribute in ("is_ajax", "accepts", "accepted_types"):
                yield Sign(node.lineno, f"asks {name}.{attribute}", "json")
        case ast.Constant(value=str(text)) if text in _JSON_MARKS:
            yield Sign(node.lineno, f"looks at {text}", "json")
        case ast.Call():
            yield from _signs_of_call(source, node)


def _signs_of_method(node: ast.AST, request: str) -> Iterator[Sign]:
    match node:
        case ast.Compare(left=left, comparators=[*others]) if _is_method(left, request):
            named = {each.value for other in others for each in ast.walk(other) if isinstance(each, ast.Constant)}
            if not named <= _SAFE or isinstance(node.ops[0], ast.NotEq | ast.NotIn):
                yield Sign(node.lineno, f"asks for {request}.method", "method")
            else:
                yield Sign(node.lineno, f"answers {', '.join(sorted(map(str, named)))} apart from the rest", "method")
        case ast.Match(subject=subject) if _is_method(subject, request):
            yield Sign(node.lineno, f"asks for {request}.method", "method")
        case ast.Subscript(slice=key) if _is_method(key, request):
            yield Sign(node.lineno, f"chooses by {request}.method", "method")
        case ast.Assign(value=value) if _is_method(value, request):
            yield Sign(node.lineno, f"keeps {request}.method", "method")


def _signs_of_call(source: Python, call: ast.Call) -> Iterator[Sign]:
    found = chain(call.func)
    if found is None:
        return
    if found[1][-1] in _JSON_MAKERS:
        yield Sign(call.lineno, f"returns {found[1][-1]}", "json")
    elif found[1][-2:] == ("GET", "get") and call.args and getattr(call.args[0], "value", "") == "format":
        yield Sign(call.lineno, "looks at the format that is asked for", "format")
    elif found[1][-1] == "HttpResponse" and any(_dumps(source, each) for each in call.args):
        yield Sign(call.lineno, "returns JSON", "json")


def _is_method(node: ast.expr, request: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "method" and getattr(node.value, "id", "") == request


def _dumps(source: Python, node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and (source.names.meaning(node.func) or "").endswith("json.dumps")
