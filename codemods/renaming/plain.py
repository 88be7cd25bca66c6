"""Renaming in `import a.b`: the statement, and every `a.b.c` that means what it binds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit, Left
from codemods.names.dotted import Renames, first_part, is_inside, last_part, parent
from codemods.names.resolver import Reference
from codemods.names.scopes import Import, Scope
from codemods.sources.python import Python


def rename_plain(source: Python, renames: Renames) -> tuple[list[Edit], list[Left]]:
    """Return the edits of all plain imports, and those that were left alone."""
    edits: list[Edit] = []
    left: list[Left] = []
    seen: set[tuple[Scope, str]] = set()
    for imported in source.names.imports:
        if not isinstance(imported.statement, ast.Import):
            continue
        if imported.target != imported.alias.name:
            made, kept = _rename_sibling(source, imported.statement, imported, renames)
            edits += made
            left += kept
        elif renames.new(imported.alias.name) is None:
            continue
        elif imported.alias.asname:
            edits.append(_name_edit(source, imported, renames))
        elif (imported.scope, imported.bound) not in seen:
            seen.add((imported.scope, imported.bound))
            made, kept = _rename_root(source, imported, renames)
            edits += made
            left += kept
    return edits, left


def _rename_sibling(
    source: Python, statement: ast.Import, imported: Import, renames: Renames
) -> tuple[list[Edit], list[Left]]:
    """Rename in an import of Python 2 that found its module in the package of the file."""
    target = imported.target or ""
    old = renames.old(source.module)
    uprooted = renames.goes_along(source.module) and not is_inside(source.package, old or "")
    if renames.goes_along(source.module) and not uprooted:
        return [], []  # both get their new place
    new = renames.new(target) or (target if uprooted else None)
    if new is None:
        return [], []
    if len(statement.names) > 1 or ("." in imported.alias.name and not imported.alias.asname):
        return [], list(_lefts([imported], "it finds a module of its own package, beside others or by a dotted name"))
    name = last_part(new)
    bound = "" if name == imported.bound else f" as {imported.bound}"
    text = f"from {parent(new)} import {name}{bound}" if "." in new else f"import {name}{bound}"
    return [source.replace(statement, text)], []


def _name_edit(source: Python, imported: Import, renames: Renames, group: str = "") -> Edit:
    start, _ = source.span(imported.alias)
    name = imported.alias.name
    return Edit(start, start + len(name), renames.new(name) or name, group)


def _rename_root(source: Python, imported: Import, renames: Renames) -> tuple[list[Edit], list[Left]]:
    """Rename all imports of one scope that bind the same first name, with every use of it."""
    group = f"import {imported.bound} {source.span(imported.alias)[0]}"
    together = [
        each
        for each in imported.scope.imports[imported.bound]
        if isinstance(each.statement, ast.Import) and each.alias.asname is None
    ]
    moving = [each for each in together if renames.new(each.alias.name) is not None]
    roots = {first_part(renames.new(each.alias.name) or "") for each in moving}
    stays = len(moving) < len(together) or imported.bound in roots
    edits = [_name_edit(source, each, renames, group) for each in moving]
    for reference in source.names.uses(imported):
        old = renames.old(".".join(reference.parts))
        if old is None:
            if not stays:
                return _give_up(moving, f"{imported.bound} is used in another way in line {reference.root.lineno}")
            continue
        root = first_part(renames.names[old])
        if _is_taken(reference, root, imported):
            return _give_up(moving, f"{root} means something else in line {reference.root.lineno}")
        edits.append(source.replace(reference.prefix(old.count(".") + 1), renames.names[old], group))
    for root in roots - {imported.bound}:
        if root in imported.scope.others or any(each.meaning != root for each in imported.scope.imports.get(root, [])):
            return _give_up(moving, f"{root} means something else in this place")
    if source.names.sources(Reference(*_probe(imported), imported.scope))[1]:
        return _give_up(moving, f"{imported.bound} is given another meaning, too")
    return edits, []


def _probe(imported: Import) -> tuple[ast.Name, ast.Name, tuple[str, ...]]:
    name = ast.Name(imported.bound)
    return name, name, (imported.bound,)


def _is_taken(reference: Reference, root: str, imported: Import) -> bool:
    """Whether the new first name would mean something else at a reference."""
    if root == imported.bound:
        return False
    scope = reference.scope.lookup(root)
    return scope is not None and (
        root in scope.others or any(each.meaning != root for each in scope.imports.get(root, []))
    )


def _give_up(moving: list[Import], reason: str) -> tuple[list[Edit], list[Left]]:
    return [], list(_lefts(moving, reason))


def _lefts(moving: list[Import], reason: str) -> Iterator[Left]:
    for each in moving:
        yield Left(each.statement.lineno, f"import {each.alias.name} stays: {reason}")
