"""Stage 2: the URL itself redirects, and the view is out of reach."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import groupby

from codemods.edits import conflict
from codemods.errors import OptionWrong
from codemods.model import Edit
from codemods.names.adding import adding, bound_as, is_free
from codemods.names.importing import NotRemovable, without
from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.redirect.address import NAME, fields_of, pieces
from codemods.recipes.legacy_frontend.redirect.routes import Route
from codemods.recipes.legacy_frontend.views.model import Parameters
from codemods.sources.python import Python

_VIEW = "RedirectView"
_HOMES = ("django.views.generic", "django.views.generic.base")


def edits_at(
    routes: Iterable[Route], setting: str, path: str | None, parameters: Parameters
) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    """Yield the edits of each URL conf.

    :param path: as in `Wanted`; None for the arguments that the pattern names, in the order of the view's.
    :raises ViewRefused: if an entry has no way to hand on what the address needs.
    """
    for file, group in groupby(routes, key=lambda each: each.path):
        entries = list(group)
        source, opened = entries[0].source, entries[0].opened
        edits: list[Edit] = []
        names: dict[str, str] = {}
        for homes, name in ((_HOMES, _VIEW), (("django.conf",), "settings")):
            bound = next((found for home in homes if (found := bound_as(source, f"{home}.{name}"))), None)
            if bound is None and not is_free(source, name):
                reason = f"{name} has another meaning here"
                raise ViewRefused(file, entries[0].entry.view, [(0, reason)], "Rename that first.")
            if bound is None:
                edits.append(adding(source, homes[0], [name]))
            names[name] = bound or name
        for route in entries:
            edits.append(_entry(route, names, setting, path, parameters))
        yield file, opened.edits([*edits, *_unused(source, entries, edits)])


def _entry(route: Route, names: dict[str, str], setting: str, path: str | None, parameters: Parameters) -> Edit:
    """Return the edit of one entry; where that gets too long for its one line, every argument gets its own."""
    source, call = route.source, route.call
    value = f"{names['settings']}.{setting}"
    tail = _tail(route, path, parameters)
    url = f"'{{}}/{tail}'.format({value}.rstrip('/'))" if tail else value
    options = [f"url={url}", "permanent=False", "query_string=True"]
    short = f"{names[_VIEW]}.as_view({', '.join(options)})"
    start, end = source.span(route.target)
    first, last = source.places.line_start(start), source.places.line_end(end - 1)
    if len(source.text[first:start] + short + source.text[end:last].rstrip()) <= 110:
        return source.replace(route.target, short)
    indent = _indent(source, start)
    if call.lineno != call.end_lineno:
        return source.replace(route.target, _in_lines(names[_VIEW], options, indent).replace("\n", source.newline))
    parts = [source.segment(each) for each in call.args] + [source.segment(each) for each in call.keywords]
    parts[1] = short if len(indent) + len(short) < 105 else _in_lines(names[_VIEW], options, f"{indent}    ")
    lines = "".join(f"{indent}    {part},\n" for part in parts)
    return source.replace(call, f"{source.segment(call.func)}(\n{lines}{indent})".replace("\n", source.newline))


def _indent(source: Python, at: int) -> str:
    line = source.text[source.places.line_start(at) : at]
    return line[: len(line) - len(line.lstrip())]


def _in_lines(name: str, options: list[str], indent: str) -> str:
    return f"{name}.as_view(\n" + "".join(f"{indent}    {each},\n" for each in options) + f"{indent})"


def _tail(route: Route, path: str | None, parameters: Parameters) -> str:
    """Return what follows the setting, with arguments as `RedirectView` fills them in."""
    view, line = route.entry.view, route.call.lineno
    if route.has_unnamed:
        raise ViewRefused(route.path, view, [(line, "hands on arguments by position")], "Name them in the pattern.")
    given = {
        *route.named,
        *(() if route.is_whole else parameters.required),
        *(name for name, _ in route.entry.arguments),
    }
    if path is None:
        wanted = [name for name in (*parameters.required, *parameters.optional) if name in given]
        text = "/".join(f"{{{name}}}" for name in wanted)
    else:
        wanted, text = fields_of(path), path.strip("/")
    for name in wanted:
        if name not in given:
            raise OptionWrong(NAME, "path", f"{route.path}:{line} has no {name} in its pattern")
        if name not in parameters.required and route.may_lack:
            reason = f"may have no {name}"
            raise ViewRefused(route.path, view, [(line, reason)], "Part the pattern in two, with and without it.")
    return "".join(
        literal.replace("%", "%%") + (f"%({field})s" if field is not None else "") for literal, field in pieces(text)
    )


def _unused(source: Python, routes: list[Route], made: list[Edit]) -> list[Edit]:
    """Return the edits that take out the imports which only the old entries used."""
    gone = {id(node) for route in routes for node in ast.walk(route.target)}
    names = {node.id for route in routes for node in ast.walk(route.target) if isinstance(node, ast.Name)}
    going = [
        imported
        for name in names
        for imported in source.names.top.imports.get(name, [])
        if all(id(use.root) in gone for use in source.names.uses(imported))
    ]
    try:
        edits = without(source, going)
    except NotRemovable:
        return []
    return [] if conflict(made, edits) else edits
