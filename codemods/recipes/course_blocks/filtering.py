"""From a transform that removes blocks to the filters that do: `transform` becomes `transform_block_filters`."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import replace

from codemods.model import Edit, Left
from codemods.recipes.course_blocks.keeping import Refused
from codemods.recipes.course_blocks.mixing import mix_in
from codemods.recipes.course_blocks.rephrasing import FILTERS, rephrase
from codemods.recipes.course_blocks.scrutiny import Scrutiny
from codemods.recipes.course_blocks.tails import REMOVALS, Removal, find_tails, removal_in, returns_value
from codemods.recipes.course_blocks.transformers import (
    Function,
    Transformer,
    own_method,
    own_statements,
    structure_of,
    transformers_in,
)
from codemods.sources.python import Python

GROUP = "filtering-transformer"
"""The group of what all classes of a file share; each has one of its own, with its name behind this."""
_TOUCHES = REMOVALS | {"remove_block", "filter_topological_traversal", "filter_with_removal", "create_removal_filter"}
_GIVEN = {"removal_condition", "keep_descendants"}


def filter_transformers(source: Python, leave: Collection[str] = ()) -> tuple[list[Edit], list[Left]]:
    """Return the edits that make filters of the transforms of a source that only remove, and why others stay.

    `leave` are the names of classes to leave as they are.
    """
    edits: list[Edit] = []
    left: list[Left] = []
    transformers = transformers_in(source)
    for transformer in transformers:
        if transformer.name in leave or not may_filter(transformer):
            continue
        try:
            made, notes = convert(source, transformer, transformers)
        except Refused as fault:
            left.append(Left(fault.line, f"{transformer.name}.transform() stays: {fault.reason}"))
        else:
            edits += made
            left += notes
    converted = {edit.group for edit in edits if edit.group != GROUP}
    # What is imported for one class stands or falls with it; for several, it stands for itself.
    return [replace(edit, group=min(converted)) for edit in edits] if len(converted) == 1 else edits, left


def may_filter(transformer: Transformer) -> bool:
    """Whether a transform removes blocks, or runs another that may."""
    function = own_method(transformer.node, "transform")
    if function is None or transformer.root is None:
        return False
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in _TOUCHES or (node.func.attr == "transform" and len(node.args) == 2))
        for each in _with_methods(transformer, function)
        for node in ast.walk(each)
    )


def _with_methods(transformer: Transformer, function: Function) -> list[Function]:
    """Return a method and those of the file that it calls by `self`, and these, and so on."""
    found = [function]
    for each in found:
        for node in ast.walk(each):
            match node:
                case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                    called = transformer.method(name)
                    found += [called] if called is not None and called not in found else []
    return found


def convert(source: Python, transformer: Transformer, known: list[Transformer]) -> tuple[list[Edit], list[Left]]:
    """Return the edits that make filters of one transform, and what is to be told of it.

    :raises Refused: if it stays.
    """
    function = own_method(transformer.node, "transform")
    assert function is not None
    structure = _structure(transformer, function, known)
    tails = find_tails(function, structure)
    removals = [call for run in tails.runs for each in run if (call := removal_in(each, structure)) is not None]
    scrutiny = Scrutiny(source, transformer, set(removals))
    scrutiny.go(function, structure)
    if not removals:
        raise Refused(function, "it removes blocks in another way than by a condition")
    for call in removals:
        _check_arguments(call)
    for run in tails.runs:
        _check_run(run, structure, scrutiny)
    for each in tails.returns:
        if returns_value(each):
            raise Refused(each, "it returns a value")
    group = f"{GROUP} {transformer.name}"
    own, shared = mix_in(source, transformer)
    made = [replace(edit, group=group) for edit in [*own, *rephrase(source, function, structure, tails)]]
    edits = [*made, *(replace(edit, group=GROUP) for edit in shared)]
    return edits, list(_notes(transformer, scrutiny))


def _structure(transformer: Transformer, function: Function, known: list[Transformer]) -> str:
    if isinstance(function, ast.AsyncFunctionDef) or function.decorator_list:
        raise Refused(function, "it is no plain method")
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in own_statements(function.body)):
        raise Refused(function, "it is a generator")
    if own_method(transformer.node, FILTERS) is not None:
        raise Refused(function, f"there is {FILTERS}() beside it")
    for other in known:
        if transformer.node in other.bases and own_method(other.node, "transform") is not None:
            raise Refused(function, f"{other.name}, below it, has a transform() that would no longer be called")
    structure = structure_of(function)
    if structure is None:
        raise Refused(function, "it takes other parameters than self, the usage and the structure")
    return structure


def _check_arguments(call: ast.Call) -> None:
    if any(isinstance(each, ast.Starred) for each in call.args) or not {each.arg for each in call.keywords} <= _GIVEN:
        raise Refused(call, "it removes with arguments that a filter does not take")
    if not 1 <= len(call.args) + len(call.keywords) <= 2:
        raise Refused(call, "it removes with arguments that a filter does not take")


def _check_run(run: list[Removal], structure: str, scrutiny: Scrutiny) -> None:
    """See that several removals one after the other do what their filters do together, block by block."""
    calls = [call for each in run if (call := removal_in(each, structure)) is not None]
    if len(calls) < 2:
        return
    for call in calls[1:]:
        given = [*call.args, *(each.value for each in call.keywords)]
        if not all(isinstance(each, ast.Lambda | ast.Name | ast.Attribute | ast.Constant) for each in given):
            raise Refused(call, "the condition of a later removal is made after an earlier one has run")
    keepers = [call for call in calls if _may_keep(call)]
    if len(keepers) > 1:
        raise Refused(keepers[1], "two removals keep descendants: as filters they would give these in another order")
    if scrutiny.relations:
        raise Refused(
            scrutiny.relations[0], "it asks which blocks there are, which a later removal saw after an earlier one"
        )


def _may_keep(call: ast.Call) -> bool:
    kept = [*call.args[1:], *(each.value for each in call.keywords if each.arg == "keep_descendants")]
    return any(not isinstance(each, ast.Constant) or bool(each.value) for each in kept)


def _notes(transformer: Transformer, scrutiny: Scrutiny) -> Iterator[Left]:
    lines = sorted({getattr(node, "lineno", 0) for node in scrutiny.relations})
    if lines:
        yield Left(
            lines[0],
            f"{transformer.name} asks which blocks there are: its filter does so before other filters have run, so"
            " see that none stands before it in a list",
        )
