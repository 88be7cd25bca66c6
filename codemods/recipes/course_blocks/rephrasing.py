"""The text of a transform that becomes one of filters, each removal a filter, each other end a universal filter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from codemods.model import Edit
from codemods.recipes.course_blocks.keeping import Refused
from codemods.recipes.course_blocks.tails import Removal, Tails, removal_in
from codemods.recipes.course_blocks.transformers import Function
from codemods.sources.python import Python

FILTERS = "transform_block_filters"
_NAME = re.compile(r"def\s+(transform)\b")


def rephrase(source: Python, function: Function, structure: str, tails: Tails) -> list[Edit]:
    """Return the edits that make a method return the filters which it removed by.

    :raises Refused: if its text is written in a way that does not allow it.
    """
    return _joined(_body(source, function, structure, tails))


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
        end = _end_with_comments(source, _line_end(source, source.span(last)[1]), indent)
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


def _end_with_comments(source: Python, end: int, indent: str) -> int:
    """Return where the comments end that stand deeper than an indent, below a line that ends at `end`."""
    for line in source.text[end:].splitlines(keepends=True)[1:]:
        text = line.strip()
        is_deeper = line.startswith(indent) and line[len(indent) : len(indent) + 1].isspace()
        if not (text.startswith("#") and is_deeper):
            break
        start = source.text.index(line, end)
        end = start + len(line.rstrip("\r\n"))
    return end


def _without(source: Python, statement: ast.Return) -> Edit:
    start, end = source.span(statement)
    line_start, line_end = source.places.line_start(start), source.places.line_end(end - 1)
    if source.text[line_start:start].strip() or source.text[end:line_end].strip():
        raise Refused(statement, "something else stands in the line of its return")
    return Edit(line_start, line_end, "")
