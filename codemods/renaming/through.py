"""Renaming where an old name is reached through a package that is imported for itself: `core.links.make()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit, Left
from codemods.names.dotted import Renames, last_part, parent
from codemods.names.importing import without
from codemods.names.resolver import Reference
from codemods.names.scopes import Import
from codemods.sources.python import Python


def rename_through(source: Python, renames: Renames) -> tuple[list[Edit], list[Left]]:
    """Return the edits of such places, with the imports that they need, and those that were left alone.

    Where files stay, all are left: whoever renames without moving may have meant the name in the package.
    """
    edits: list[Edit] = []
    left: list[Left] = []
    for reference, imported, old in _found(source, renames):
        change = _change(source, reference, imported, old, renames) if renames.things_move else None
        if change is None:
            reason = f"{old} is reached through {imported.bound}, which is imported for itself"
            left.append(Left(reference.root.lineno, reason))
        else:
            edits += change
    return edits, left


def _found(source: Python, renames: Renames) -> Iterator[tuple[Reference, Import, str]]:
    for reference in source.names.references:
        imports, _ = source.names.sources(reference)
        if any(each.target is None or renames.old(each.target) is not None for each in imports):
            continue
        for imported in imports:
            old = renames.old(".".join([imported.meaning or "", *reference.parts[1:]]))
            if old is not None:
                yield reference, imported, old


def _change(source: Python, reference: Reference, imported: Import, old: str, renames: Renames) -> list[Edit] | None:
    """Return the edits of one place; None where a name would be taken, or nothing can be put in."""
    new = renames.names[old]
    module = parent(new) if renames.of_names else new
    tail = f".{last_part(new)}" if renames.of_names else ""
    imports, has_others = source.names.sources(reference)
    if source.form == "mako" or has_others or len({each.meaning for each in imports}) > 1 or not module:
        return None
    if isinstance(imported.statement, ast.Import) and imported.alias.asname is None:
        line, bound, text, meaning = (
            f"import {module}",
            module.partition(".")[0],
            module + tail,
            module.partition(".")[0],
        )
    elif "." in module:
        bound = last_part(module)
        line, text, meaning = f"from {parent(module)} import {bound}", bound + tail, module
    else:
        line, bound, text, meaning = f"import {module}", module, module + tail, module
    if not _is_free(source, reference, bound, meaning):
        return None
    depth = old.count(".") - (imported.meaning or "").count(".") + 1
    group = f"through {module}"
    edit = source.replace(reference.prefix(depth), text, group)
    if any(each.meaning == meaning and each.target == module for each in source.names.top.imports.get(bound, ())):
        return [edit]
    return [edit, *without(source, [], group, [line])]


def _is_free(source: Python, reference: Reference, bound: str, meaning: str) -> bool:
    """Whether a name means at a place, and on the top of the module, nothing else than what shall be imported."""
    for scope in (source.names.top, reference.scope.lookup(bound)):
        if scope is None or not scope.binds(bound):
            continue
        if bound in scope.others or any(each.meaning != meaning for each in scope.imports.get(bound, ())):
            return False
    return True
