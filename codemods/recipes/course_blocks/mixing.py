"""Putting the mixin of filtering transformers first among the bases of a class, and importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit
from codemods.names.scopes import Import
from codemods.recipes.course_blocks.scrutiny import Refused
from codemods.recipes.course_blocks.transformers import BASE, MIXIN, Transformer
from codemods.sources.python import Python

_GROUP = "filtering-transformer"
_WIDTH = 120


def mix_in(source: Python, transformer: Transformer) -> Iterator[Edit]:
    """Yield the edits.

    :raises Refused: if the mixin can't be had here.
    """
    if transformer.mixes_in():
        return
    root = transformer.root
    assert root is not None
    start = source.span(transformer.node.bases[0])[0]
    if isinstance(root, ast.Attribute):
        yield Edit(start, start, f"{source.segment(root.value)}.{MIXIN}, ", _GROUP)
        return
    name, edits = _bound(source, transformer, root)
    yield Edit(start, start, f"{name}, ", _GROUP)
    yield from edits


def _bound(source: Python, transformer: Transformer, root: ast.expr) -> tuple[str, list[Edit]]:
    """Return what the mixin is called in a source, and the edits that this takes."""
    reference = next((each for each in source.names.references if each.node is root), None)
    imports = source.names.sources(reference)[0] if reference is not None else []
    if reference is None or not imports:
        return _in_file(source, transformer), []
    known = [each for each in source.names.imports if each.target and each.target.endswith(f".{MIXIN}")]
    if known and all(each.scope is source.names.top for each in known):
        return known[0].bound, []
    if reference.scope.lookup(MIXIN) is not None:
        raise Refused(transformer.node, f"{MIXIN} means something else here")
    return MIXIN, [_imported(source, transformer, each) for each in imports]


def _in_file(source: Python, transformer: Transformer) -> str:
    """Return the mixin's name where the framework's classes stand in this file."""
    defined = {each.name: each for each in source.tree.body if isinstance(each, ast.ClassDef)}
    if BASE not in defined:
        raise Refused(transformer.node, f"where {BASE} comes from can't be told, so {MIXIN} can't be imported")
    if MIXIN not in defined or defined[MIXIN].lineno > transformer.node.lineno:
        raise Refused(transformer.node, f"this file defines {BASE}, and no {MIXIN} before this class")
    return MIXIN


def _imported(source: Python, transformer: Transformer, imported: Import) -> Edit:
    statement, alias = imported.statement, imported.alias
    if not isinstance(statement, ast.ImportFrom) or alias.name != BASE:
        raise Refused(transformer.node, f"{BASE} is imported under another name")
    _, end = source.span(alias)
    line = source.places.line_start(source.span(statement)[0])
    alone = statement.lineno == statement.end_lineno
    if not alone and alias.lineno > statement.lineno:
        start = source.span(alias)[0]
        before = source.text[source.places.line_start(start) : start]
        return Edit(end, end, f",{source.newline}{before}{MIXIN}" if not before.strip() else f", {MIXIN}", _GROUP)
    width = len(source.text[line : source.places.line_end(line)].rstrip()) + len(MIXIN) + 2
    if alone and width > _WIDTH and not source.text[:end].endswith("("):
        return _wrapped(source, statement, alias)
    return Edit(end, end, f", {MIXIN}", _GROUP)


def _wrapped(source: Python, statement: ast.ImportFrom, alias: ast.alias) -> Edit:
    """Return the edit that gives each name of a statement a line of its own."""
    start, (_, end) = source.span(statement.names[0])[0], source.span(statement)
    if source.text[:start].rstrip().endswith("("):
        after = source.span(alias)[1]
        return Edit(after, after, f", {MIXIN}", _GROUP)
    line = source.places.line_start(source.span(statement)[0])
    indent = source.text[line : source.span(statement)[0]]
    names = [source.segment(each) for each in statement.names]
    names.insert(statement.names.index(alias) + 1, MIXIN)
    inner = "".join(f"{indent}    {name},{source.newline}" for name in names)
    return Edit(start, end, f"({source.newline}{inner}{indent})", _GROUP)
