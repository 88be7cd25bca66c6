"""From a transform that removes blocks to the filters that do: `transform` becomes `transform_block_filters`."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from codemods.model import Edit, Left
from codemods.recipes.course_blocks.keeping import Refused
from codemods.recipes.course_blocks.mixing import mix_in
from codemods.recipes.course_blocks.scrutiny import Scrutiny
from codemods.recipes.course_blocks.tails import REMOVALS, Removal, Tails, find_tails, removal_in, returns_value
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
FILTERS = "transform_block_filters"
_TOUCHES = REMOVALS | {"remove_block", "filter_topological_traversal", "filter_with_removal", "create_removal_filter"}
_GIVEN = {"removal_condition", "keep_descendants"}
_NAME = re.compile(r"def\s+(transform)\b")


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
        for node in ast.walk(function)
    )


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
    made = [replace(edit, group=group) for edit in [*own, *_joined(_body(source, function, structure, tails))]]
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


# The text of the method


def _joined(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits with all insertions at one place made one, in the order in which they come."""
    found: dict[tuple[int, int], Edit] = {}
    for edit in edits:
        before = found.get((edit.start, edit.end))
        text = edit.text if before is None else before.text + edit.text
        found[edit.start, edit.end] = Edit(edit.start, edit.end, text)
    return list(found.values())


def _body(source: Python, function: Function, structure: str, tails: Tails) -> Iterator[Edit]:
    found = _NAME.match(source.text, source.span(function)[0])
    assert found is not None
    yield Edit(*found.span(1), FILTERS)
    everything = f"[{structure}.create_universal_filter()]"
    for each in tails.returns:
        yield source.replace(each, f"return {everything}")
    for run in tails.runs:
        yield from _filters(source, run, structure)
    gone = [_without(source, spent) for spent in tails.spent]
    if tails.falls:
        last = function.body[-1]
        indent = _indent(source, last)
        if indent is None:
            raise Refused(last, "the statements of its body stand in one line")
        end = _line_end(source, source.span(last)[1])
        yield from _falling(gone, end, f"{source.newline}{indent}return {everything}")
    else:
        yield from gone


def _falling(gone: list[Edit], end: int, text: str) -> Iterator[Edit]:
    """Yield the edits that take lines out and put a return after the last, which may be one of them."""
    for each in gone:
        if each.start < end <= each.end:
            yield Edit(each.start, end, text.lstrip("\r\n"))
        else:
            yield each
    if not any(each.start < end <= each.end for each in gone):
        yield Edit(end, end, text)


def _filters(source: Python, run: list[Removal], structure: str) -> Iterator[Edit]:
    """Yield the edits that make one return of a run of removals."""
    if len(run) == 1:
        yield from _filter(source, run[0], structure, "return [", "]")
        return
    first, last = run[0], run[-1]
    indent = _indent(source, first)
    if indent is None or any(_indent(source, each) != indent for each in run):
        raise Refused(first, "its removals stand in one line")
    step = "\t" if indent.endswith("\t") else "    "
    for each in run:
        yield from _filter(
            source, each, structure, f"return [{source.newline}{indent}{step}" if each is first else "", ","
        )
    begin, end = source.span(first)[0], source.span(last)[1]
    kept = _lines_in_strings(run)
    for line in range(source.places.line(begin) + 1, source.places.line(end - 1) + 1):
        start = source.places.offset(line, 0)
        if line not in kept and source.text[start : source.places.line_end(start)].strip():
            yield Edit(start, start, step)
    stop = _line_end(source, end)
    yield Edit(stop, stop, f"{source.newline}{indent}]")


def _filter(source: Python, statement: Removal, structure: str, before: str, after: str) -> Iterator[Edit]:
    call = removal_in(statement, structure)
    assert call is not None
    start, end = source.span(statement)
    _, function_end = source.span(call.func)
    if source.span(call)[1] != end:
        raise Refused(statement, "there are parentheses around the removal")
    yield Edit(start, function_end, f"{before}{structure}.create_removal_filter")
    yield Edit(end, end, after)


def _lines_in_strings(run: list[Removal]) -> set[int]:
    """Return the lines that begin inside a string, where a space more would change it."""
    found: set[int] = set()
    for node in (each for statement in run for each in ast.walk(statement)):
        is_string = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        )
        if is_string and isinstance(node, ast.expr):
            found.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return found


def _indent(source: Python, statement: ast.stmt) -> str | None:
    """Return what stands before a statement in its line, None where that is not only space."""
    start, _ = source.span(statement)
    before = source.text[source.places.line_start(start) : start]
    return None if before.strip() else before


def _line_end(source: Python, offset: int) -> int:
    """Return where the text of a line ends, comment and all, without the line end."""
    stop = source.places.line_end(offset - 1)
    return offset + len(source.text[offset:stop].rstrip("\r\n"))


def _without(source: Python, statement: ast.Return) -> Edit:
    start, end = source.span(statement)
    line_start, line_end = source.places.line_start(start), source.places.line_end(end - 1)
    if source.text[line_start:start].strip() or source.text[end:line_end].strip():
        raise Refused(statement, "something else stands in the line of its return")
    return Edit(line_start, line_end, "")
