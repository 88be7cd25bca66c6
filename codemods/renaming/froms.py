"""Renaming in `from a.b import c`: the module, or the name, or one of several names, which gets its own statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codemods.model import Edit, Left
from codemods.names.dotted import Renames, absolute, first_part, is_inside, last_part, parent, relative
from codemods.names.importing import NotRemovable, without
from codemods.names.scopes import Import
from codemods.sources.python import Python

_MODULE = re.compile(r"from(?P<space>(?:\s|\\\r?\n)*)(?P<module>[.\w]+)(?=[\s\\])")


def rename_froms(source: Python, renames: Renames) -> tuple[list[Edit], list[Left]]:
    """Return the edits of all `from` imports, and those that were left alone."""
    edits: list[Edit] = []
    left: list[Left] = []
    statements: dict[ast.ImportFrom, list[Import]] = {}
    for imported in source.names.imports:
        if isinstance(imported.statement, ast.ImportFrom):
            statements.setdefault(imported.statement, []).append(imported)
    for statement, names in statements.items():
        try:
            edits += list(_rename(source, statement, names, renames))
        except _Undecided as undecided:
            left.append(Left(statement.lineno, str(undecided)))
    return edits, left


class _Undecided(Exception):
    """This statement can't be rewritten without a guess."""


def _rename(source: Python, statement: ast.ImportFrom, names: Sequence[Import], renames: Renames) -> Iterator[Edit]:
    star = names[0].bound == "*"
    module = names[0].target if star else parent(names[0].target or "")
    if not module or _moves_along(source, statement, module, renames):
        return
    must = _is_uprooted(source, statement, renames)
    targets = {each: each.target if star else _new(each.target or "", renames, must) for each in names}
    own = _new(module, renames, must)
    if own is not None and all(star or new == f"{own}.{last_part(each.target or '')}" for each, new in targets.items()):
        yield _module_edit(source, statement, own, renames)
        return
    moved = [(each, new) for each, new in targets.items() if new is not None and not star]
    if not moved:
        return
    homes = {parent(new) for _, new in moved}
    if len(moved) == len(names) and len(homes) == 1 and "" not in homes:
        if homes != {module} or must:
            yield _module_edit(source, statement, homes.pop(), renames)
        yield from (edit for each, new in moved for edit in _alias_edits(source, each, new))
        return
    yield from _split(source, statement, moved, renames, len(moved) == len(names))


def _new(name: str, renames: Renames, must: bool) -> str | None:
    """Return the new name; where the statement `must` be written anew, that of what keeps its name, too."""
    return renames.new(name) or (name if must else None)


def _is_uprooted(source: Python, statement: ast.ImportFrom, renames: Renames) -> bool:
    """Whether a relative import starts from another package once its file has moved."""
    if not renames.goes_along(source.module) or not _is_from_here(source, statement):
        return False
    old = renames.old(source.module)
    return old is None or not is_inside(_anchor(source, statement), old)


def _is_from_here(source: Python, statement: ast.ImportFrom) -> bool:
    """Whether an import is relative; in Python 2 one without dots may be."""
    return bool(statement.level) or first_part(statement.module or "") in source.siblings


def _anchor(source: Python, statement: ast.ImportFrom) -> str:
    """Return the package that the dots of a relative import stand for."""
    return absolute(None, max(statement.level, 1), source.package) or ""


def _moves_along(source: Python, statement: ast.ImportFrom, module: str, renames: Renames) -> bool:
    """Whether a relative import speaks of what is renamed together with the file that it stands in."""
    if not source.module or not _is_from_here(source, statement):
        return False
    old = renames.old(source.module)
    if old is None or not is_inside(module, old):
        return False
    return not renames.files_move or is_inside(_anchor(source, statement), old)


def _module_edit(source: Python, statement: ast.ImportFrom, new: str, renames: Renames) -> Edit:
    start, _ = source.span(statement)
    found = _MODULE.match(source.text, start)
    if found is None:
        raise _Undecided("the module's name is written over several lines")
    return Edit(found.start("module"), found.end("module"), _relative(source, statement, new, renames))


def _relative(source: Python, statement: ast.ImportFrom, new: str, renames: Renames) -> str:
    """Return the name as this statement would write it: relative where it was, and the anchor still fits."""
    if not statement.level:
        return new
    if renames.goes_along(source.module):
        return relative(new, renames.package_after(source.module, source.package), max(statement.level, 2))
    anchor = _anchor(source, statement)
    return "." * statement.level + new[len(anchor) + 1 :] if anchor and is_inside(new, anchor) else new


def _alias_edits(source: Python, imported: Import, new: str) -> Iterator[Edit]:
    """Yield the edit of one name; it stays bound as before, for other modules may look for it here."""
    written = imported.alias
    if last_part(new) == written.name:
        return
    start, end = source.span(written)
    yield Edit(start, end, _as(last_part(new), imported.bound))


def _as(name: str, bound: str) -> str:
    return name if name == bound else f"{name} as {bound}"


def _split(
    source: Python,
    statement: ast.ImportFrom,
    moved: Sequence[tuple[Import, str]],
    renames: Renames,
    everything: bool,
) -> Iterator[Edit]:
    start, end = source.span(statement)
    group = f"import {start}"
    homes: dict[str, list[str]] = {}
    for imported, new in moved:
        homes.setdefault(parent(new), []).append(_as(last_part(new), imported.bound))
    lines = [
        f"from {_relative(source, statement, home, renames)} import {', '.join(names)}"
        if home
        else f"import {', '.join(names)}"
        for home, names in homes.items()
    ]
    before = source.text[source.places.line_start(start) : start]
    between = "; " if before.strip() else source.newline + before
    if everything:
        yield Edit(start, end, between.join(lines), group)
        return
    yield Edit(start, start, "".join(line + between for line in lines), group)
    try:
        yield from without(source, [imported for imported, _ in moved], group)
    except NotRemovable as fault:
        raise _Undecided(str(fault)) from fault
