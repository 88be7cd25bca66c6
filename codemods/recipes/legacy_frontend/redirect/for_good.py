"""Stage 2 of a view that answers more than a page: its redirect stays inside, and its toggle goes."""

from __future__ import annotations

import ast

from codemods.edits import conflict
from codemods.errors import PlanImpossible
from codemods.model import Edit
from codemods.names.importing import NotRemovable, without
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.redirect.model import Called
from codemods.sources.python import Python


def edits_without_toggle(tree: Tree, path: str, names: Called, guards: tuple[str, ...]) -> tuple[Edit, ...]:
    """Return the edits of the module of toggles: only what the request itself says still counts.

    :raises PlanImpossible: if the functions that stage 1 writes are not there.
    """
    opened = tree.open(path) if tree.exists(path) else None
    source = opened.source if opened is not None else None
    if opened is None or not isinstance(source, Python):
        raise PlanImpossible(f"There is no {path} with a toggle. Run stage 1 first.")
    function = next((each for each in source.tree.body if getattr(each, "name", "") == names.should), None)
    answers = [each for each in ast.walk(function) if isinstance(each, ast.Return)] if function is not None else []
    if not isinstance(function, ast.FunctionDef) or len(answers) != 1:
        raise PlanImpossible(f"{path} has no {names.should} with one answer. Run stage 1 first.")
    indent = source.newline + "    "
    said = f"return ({indent}    {f'{indent}    and '.join(guards)}{indent})" if len(guards) > 1 else ""
    edits = [source.replace(answers[0], said or f"return {guards[0] if guards else 'True'}")]
    edits += _without_comment(source, function)
    for statement in source.tree.body:
        if isinstance(statement, ast.Assign) and dict.fromkeys(map(_name, statement.targets)) == {names.constant: None}:
            edits += [*_without_comment(source, statement), _gone(source, statement)]
    return opened.edits([*edits, *_unused(source, edits)])


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _without_comment(source: Python, statement: ast.stmt) -> list[Edit]:
    """Return the edit that takes out the annotation above a statement."""
    end = at = source.places.line_start(source.span(statement)[0])
    while at:
        before = source.places.line_start(at - 1)
        if not source.text[before:at].startswith("#"):
            break
        at = before
    is_annotation = source.text[at:end].startswith("# .. toggle_name:")
    return [Edit(at, end, "")] if at < end and is_annotation else []


def _gone(source: Python, statement: ast.stmt) -> Edit:
    """Return the edit that takes out a statement with the empty lines after it."""
    start, end = source.span(statement)
    end = source.places.line_end(end - 1)
    while end < len(source.text) and not source.text[end : source.places.line_end(end)].strip():
        end = source.places.line_end(end)
    return Edit(source.places.line_start(start), end, "")


def _unused(source: Python, made: list[Edit]) -> list[Edit]:
    """Return the edits that take out imports which nothing uses any more."""
    going = [
        imported
        for imported in source.names.imports
        if imported.scope is source.names.top
        and (spans := [source.span(use.root) for use in source.names.uses(imported)])
        and all(any(edit.start <= start and end <= edit.end for edit in made) for start, end in spans)
    ]
    try:
        edits = without(source, going)
    except NotRemovable:
        return []
    return [] if conflict(made, edits) else edits
