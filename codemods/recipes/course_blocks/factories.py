"""The functions that entry points lead to: those that make a transformer, and those that make a field."""

from __future__ import annotations

import ast

from codemods.model import Edit
from codemods.recipes.course_blocks.landscape import Landscape, Module
from codemods.recipes.course_blocks.lists import Element, Row
from codemods.sources.python import Python


def factory_of(source: Python, element: Element, function: str, name: str) -> str:
    """Return the function that makes a transformer of a list, as its call did there."""
    given = f"{', '.join(element.given)}, **given" if element.given else "**given"
    call = _dedented(source, element.call)
    return f'def {function}({given}):\n    """\n    Make the transformer {name}.\n    """\n    return {call}\n'


def place_above(source: Python, statement: ast.stmt, factories: list[str]) -> Edit:
    """Return the edit that puts functions above a statement and its comments, two lines away from what is around."""
    whole = [statement, *getattr(statement, "decorator_list", ())]
    first = min(source.span(each)[0] for each in whole)
    at = _above(source.text, source.places.line_start(first))
    before = source.text[:at].replace("\r\n", "\n")
    gap = "\n" * min(2, max(0, 3 - (len(before) - len(before.rstrip("\n"))))) if before.strip() else ""
    text = gap + "".join(each + "\n\n" for each in factories)
    return Edit(at, at, text.replace("\n", source.newline))


def _above(text: str, start: int) -> int:
    """Return where the comments begin that stand directly above a line."""
    while start:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before:start].lstrip().startswith("#"):
            break
        start = before
    return start


def field_function(landscape: Landscape, module: Module, row: Row, function: str) -> str:
    """Return the function that makes a field of a table, to stand beside the transformer that provides it."""
    source = module.source
    inside = {id(each) for each in ast.walk(row.call)}
    start = source.span(row.call)[0]
    pieces, at = [], start
    renamed = [(row.call.func, "field_type")]
    for reference in source.names.references:
        if id(reference.root) in inside and id(reference.root) not in {id(each) for each in ast.walk(row.call.func)}:
            named = reference.node
            if landscape.meant(source, named) != row.found and isinstance(named, ast.Attribute):
                renamed.append((named.value, row.found.transformer.name))
            else:
                renamed.append((named, row.found.transformer.name))
    for node, text in sorted(renamed, key=lambda each: source.span(each[0])):
        begin, end = source.span(node)
        pieces += [source.text[at:begin], text]
        at = end
    pieces.append(source.text[at : source.span(row.call)[1]])
    call = _undented("".join(pieces).replace("\r\n", "\n"), _indent(source, row.call))
    return (
        f'\n\ndef {function}(field_type):\n    """\n    Return the field {row.requested} of those that are served of a'
        f' block.\n    """\n    return {call}\n'
    )


def _dedented(source: Python, node: ast.expr) -> str:
    return _undented(source.segment(node).replace("\r\n", "\n"), _indent(source, node))


def _indent(source: Python, node: ast.expr) -> int:
    line = source.text[source.places.line_start(source.span(node)[0]) :]
    return len(line) - len(line.lstrip(" \t"))


def _undented(text: str, indent: int) -> str:
    """Return a text whose further lines lie four spaces in, and as much deeper as they did before."""
    first, *rest = text.split("\n")
    kept = [line[min(indent, len(line) - len(line.lstrip(" \t"))) :] for line in rest]
    return "\n".join([first, *(f"    {line}" if line else "" for line in kept)])
