"""Texts put together: every combination of what their parts may be, for sums, paths, `%` and `format`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from codemods.recipes.legacy_frontend.references import ANY, UNKNOWN, Texts

MOST = 2000
"""Where there are more combinations, they are as good as unknown."""
_FORMAT = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?([a-zA-Z%])")


def combined(options: list[Texts]) -> Iterable[tuple[str, ...]]:
    """Yield the combinations, with `*` for the parts where there would be too many."""
    number = 1
    kept: list[Texts] = []
    for each in options:
        each = each or UNKNOWN
        number *= len(each)
        kept.append(each if number <= MOST else UNKNOWN)
    return product(*kept)


def few(texts: Iterable[str] | Iterator[Texts]) -> Texts:
    found: set[str] = set()
    for each in texts:
        found |= {each} if isinstance(each, str) else each
    return frozenset(found) if len(found) <= MOST else UNKNOWN


def plain(text: str) -> str:
    return re.sub(r"\*\*+(?!/)", ANY, text)


def path_of(parts: Iterable[str]) -> str:
    return re.sub(r"(?<!:)/+", "/", "/".join(part for part in parts if part))


def formatted(form: str, call: ast.Call, texts: Callable[[ast.expr], Texts]) -> Texts:
    count = iter(range(100))
    named = {each.arg: each.value for each in call.keywords if each.arg}

    def value(field: str) -> Texts:
        key = re.split(r"[.\[!:]", field)[0]
        plain = key == field
        if key == "" or key.isdigit():
            index = int(key) if key else next(count)
            given = call.args[index] if index < len(call.args) else None
        else:
            given = named.get(key)
        return texts(given) or UNKNOWN if given is not None and plain else UNKNOWN

    parts: list[Texts] = []
    at = 0
    for found in _FORMAT.finditer(form):
        parts.append(frozenset({form[at : found.start()]}))
        parts.append(value(found[1]) if found[1] is not None else frozenset({found[0][0]}))
        at = found.end()
    parts.append(frozenset({form[at:]}))
    return few({plain("".join(chosen)) for chosen in combined(parts)})


def percent(form: str, given: ast.expr, texts: Callable[[ast.expr], Texts]) -> Texts:
    args = given.elts if isinstance(given, ast.Tuple) else [given]
    named = (
        dict(zip(map(ast.dump, (k for k in given.keys if k)), given.values, strict=False))
        if isinstance(given, ast.Dict)
        else {}
    )
    count = iter(range(len(args)))
    parts: list[Texts] = []
    at = 0
    for found in _PERCENT.finditer(form):
        parts.append(frozenset({form[at : found.start()]}))
        at = found.end()
        if found[2] == "%":
            parts.append(frozenset({"%"}))
            continue
        index = next(count, None)
        value = named.get(ast.dump(ast.Constant(found[1]))) if found[1] else None
        if value is None and not found[1] and index is not None:
            value = args[index]
        parts.append(texts(value) or UNKNOWN if value is not None else UNKNOWN)
    parts.append(frozenset({form[at:]}))
    return few({plain("".join(chosen)) for chosen in combined(parts)})
