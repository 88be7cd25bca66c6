"""Which requests of a view a redirect may take: where a view answers more than a page, it says so, or parts them."""

from __future__ import annotations

import ast

from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.views.answering import Answers
from codemods.recipes.legacy_frontend.views.handing import shares_get
from codemods.recipes.legacy_frontend.views.model import View, parameters_of

_SPLIT = "With --split only the page is redirected, and the rest goes on being answered here."


def refuse(view: View, answers: Answers, split: bool, inherited: bool) -> None:
    """Raise if a view can't be redirected.

    :param inherited: whether a class without `get` is known to have one of a base.
    :raises ViewRefused: if it answers no GET, or more than a page and is not to be split.
    """
    if not answers.has_page:
        raise ViewRefused(view.path, view.name, [(view.node.lineno, "answers no GET")], "It has no page to replace.")
    if view.is_class and view.answer is None and not inherited:
        raise ViewRefused(
            view.path,
            view.name,
            [(view.node.lineno, "has no get of its own, nor of a base that is known")],
            "Write one.",
        )
    if not parameters_of(view).request:
        raise ViewRefused(view.path, view.name, [(view.node.lineno, "takes no request")], "It is no view.")
    if answers.signs and not split:
        raise ViewRefused(view.path, view.name, [(sign.line, sign.reason) for sign in answers.signs], _SPLIT)


def guards_of(view: View, answers: Answers, split: bool) -> tuple[str, ...]:
    """Return the conditions that only requests for the page meet.

    A browser that asks for a page says that it takes HTML and nothing of JSON; scripts that fetch JSON mostly say
    that they take it, or what they are. Whoever says nothing is answered as before.
    """
    if not split:
        return ()
    guards: list[str] = []
    is_shared = not isinstance(view.node, ast.ClassDef) or shares_get(view.node)
    if answers.has("method") and is_shared:
        guards.append("request.method in ('GET', 'HEAD')")
    if answers.has("json") or answers.has("format"):
        guards.append("'text/html' in request.META.get('HTTP_ACCEPT', '')")
        guards.append("'application/json' not in request.META.get('HTTP_ACCEPT', '')")
        guards.append("request.META.get('HTTP_X_REQUESTED_WITH') != 'XMLHttpRequest'")
    if answers.has("format"):
        guards.append("not request.GET.get('format')")
    return tuple(guards)
