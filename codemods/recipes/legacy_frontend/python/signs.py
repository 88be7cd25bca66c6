"""Signs of a migration in Python: toggles that are asked, redirects to micro-frontends, strings to translate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from codemods.recipes.legacy_frontend.python.bindings import Frame
from codemods.recipes.legacy_frontend.python.views import dotted

MICROFRONTEND = re.compile(r"\b\w*(?:MICROFRONTEND|MICRO_FRONTEND|MFE)\w*\b")
"""What settings that lead to a micro-frontend are called."""
_REDIRECTS = frozenset({"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "RedirectView"})
_ACTIVE = frozenset({"flag_is_active", "switch_is_active", "sample_is_active"})
_TRANSLATORS = frozenset(
    {"_", "gettext", "ugettext", "ngettext", "ungettext", "gettext_lazy", "ugettext_lazy", "pgettext"}
)


class Sort(StrEnum):
    """What a sign tells."""

    TOGGLE = "toggle"
    REDIRECT = "redirect"
    """A redirect to the address that a setting holds."""
    JSON = "json"
    TRANSLATION = "translation"
    URL = "url name"


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """One sign: `name` is the toggle, the setting, or the string; `owner` the function or class it stands in."""

    sort: Sort
    name: str
    line: int
    owner: str = ""


def find_signs(places: Mapping[ast.AST, Frame]) -> Iterator[Sign]:
    """Yield the signs in a source."""
    for node, frame in places.items():
        if isinstance(node, ast.Call):
            for sort, name in _of_call(node):
                yield Sign(sort, name, node.lineno, frame.name)
        elif isinstance(node, ast.Subscript) and dotted(node.value) == "settings.FEATURES":
            yield from _feature(node.slice, node.lineno, frame.name)


def _of_call(node: ast.Call) -> Iterator[tuple[Sort, str]]:
    name = dotted(node)
    last = name.rpartition(".")[2]
    text = next((each.value for each in node.args[:1] if isinstance(each, ast.Constant)), None)
    if name == "settings.FEATURES.get" and isinstance(text, str):
        yield Sort.TOGGLE, f"FEATURES['{text}']"
    elif last in _ACTIVE:
        literal = next((each.value for each in node.args if isinstance(each, ast.Constant)), None)
        yield Sort.TOGGLE, literal if isinstance(literal, str) else name
    elif last == "is_enabled" and name.count("."):
        yield Sort.TOGGLE, name.removesuffix(".is_enabled")
    elif last in _REDIRECTS:
        found = {dotted(each) for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        settings = sorted(each for each in found if each.startswith("settings.") and MICROFRONTEND.search(each))
        yield from ((Sort.REDIRECT, each) for each in settings)
    elif last in _TRANSLATORS and isinstance(text, str):
        yield Sort.TRANSLATION, text
    elif last in ("reverse", "reverse_lazy", "redirect") and isinstance(text, str):
        yield Sort.URL, text
    elif last in ("JsonResponse", "Response"):
        yield Sort.JSON, last


def _feature(key: ast.expr, line: int, owner: str) -> Iterator[Sign]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield Sign(Sort.TOGGLE, f"FEATURES['{key.value}']", line, owner)
