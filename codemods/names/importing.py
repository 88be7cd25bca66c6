"""Taking names out of import statements, and putting statements in, without a hair of the others moved."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from codemods.model import Edit
from codemods.names.scopes import Import
from codemods.sources.python import Python

_COMMA = re.compile(r"[ \t]*,[ \t]*(?:\r?\n[ \t]*)?")
_NOTHING_BUT_COMMA = re.compile(r"\s*,[\s\\]*")


class NotRemovable(Exception):
    """A name can't be taken out of its statement without touching a comment."""


def without(source: Python, names: Iterable[Import], group: str = "", instead: Iterable[str] = ()) -> list[Edit]:
    """Return the edits that take names out of their statements, and put statements `instead`.

    What is put in stands where the first statement of the module's own level that goes entirely stood, else after
    the last import at the top. It is left out where the module has it already.

    :raises NotRemovable: if a comment would get lost.
    """
    statements: dict[ast.Import | ast.ImportFrom, set[int]] = {}
    for imported in names:
        statements.setdefault(imported.statement, set()).add(id(imported.alias))
    wanted = [line for line in instead if not _has(source, line)]
    edits: list[Edit] = []
    for statement, taken in statements.items():
        if len(taken) < len(statement.names):
            edits += _part(source, statement, taken, group)
            continue
        put = wanted if statement in source.tree.body else []
        edits.append(_whole(source, statement, put, group))
        if put:
            wanted = []
    if wanted:
        edits.append(_added(source, wanted, group))
    return edits


def _has(source: Python, line: str) -> bool:
    module = line.removeprefix("import ")
    return any(
        each.target == module and each.bound == module and each.scope is source.names.top
        for each in source.names.imports
    )


def _part(source: Python, statement: ast.Import | ast.ImportFrom, taken: set[int], group: str) -> Iterator[Edit]:
    """Yield the edits that take some names out of a statement in which at least one stays."""
    stays = [id(alias) not in taken for alias in statement.names]
    last_kept = max(index for index, kept in enumerate(stays) if kept)
    for index, alias in enumerate(statement.names):
        if stays[index]:
            continue
        start, end = source.span(alias)
        if index < last_kept:
            comma = _COMMA.match(source.text, end)
            if comma is None:
                raise NotRemovable(f"there is a comment between {alias.name} and its comma")
            yield Edit(start, comma.end(), "", group)
        else:
            _, before = source.span(statement.names[index - 1])  # whose comma goes along
            if not _NOTHING_BUT_COMMA.fullmatch(source.text[before:start]):
                raise NotRemovable(f"there is a comment before {alias.name}")
            yield Edit(before, end, "", group)


def _whole(source: Python, statement: ast.stmt, put: list[str], group: str) -> Edit:
    start, end = source.span(statement)
    line_start, line_end = source.places.line_start(start), source.places.line_end(end - 1)
    after = source.text[end:line_end].strip()
    alone = not source.text[line_start:start].strip() and (not after or after.startswith("#"))
    if put:
        return Edit(start, end, source.newline.join(put), group)
    around = source.parents[statement]
    siblings = next(
        (value for _, value in ast.iter_fields(around) if isinstance(value, list) and statement in value), [statement]
    )
    if not alone or len(siblings) == 1:
        return Edit(start, end, "pass", group)
    return Edit(line_start, line_end, "", group)


def _added(source: Python, lines: list[str], group: str) -> Edit:
    body = source.tree.body
    last: ast.stmt | None = body[0] if body and _is_docstring(body[0]) else None
    for statement in body[1 if last else 0 :]:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        last = statement
    if last is None:
        first = source.span(body[0])[0] if body else 0
        return Edit(first, first, "".join(line + source.newline for line in lines), group)
    end = source.places.line_end(source.span(last)[1] - 1)
    broken = "" if source.text[:end].endswith(("\n", "\r")) else source.newline
    return Edit(end, end, broken + "".join(line + source.newline for line in lines), group)


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
