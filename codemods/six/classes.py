"""Metaclasses, and the decorator that made `__unicode__`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit
from codemods.six.uses import GROUP, Undecided, Use
from codemods.sources.python import Python

UNICODE = "python_2_unicode_compatible"
CLASS_NAMES = frozenset({"add_metaclass", "with_metaclass", UNICODE})


def replace_in_class(source: Python, use: Use) -> Iterator[Edit]:
    """Yield the edits of a use in the head of a class.

    :raises Undecided: if it stands elsewhere, or the head has more to it.
    """
    node: ast.expr = use.call if use.call is not None else use.reference.node
    around = source.parents.get(node)
    if not isinstance(around, ast.ClassDef):
        raise Undecided("it does not stand in the head of a class")
    if use.name == "with_metaclass":
        yield _bases(source, use, around)
        return
    if node not in around.decorator_list:
        raise Undecided("it is no decorator")
    if use.name == "add_metaclass":
        yield _keyword(source, use, around)
    start, end = source.span(node)
    line_start, line_end = source.places.line_start(start), source.places.line_end(end - 1)
    if source.text[line_start:start].strip() != "@" or source.text[end:line_end].strip():
        raise Undecided("something else stands in its line")
    yield Edit(line_start, line_end, "", GROUP)


def _bases(source: Python, use: Use, around: ast.ClassDef) -> Edit:
    call = use.call
    if call is None or not call.args or call.keywords or around.bases != [call] or around.keywords:
        raise Undecided("the class has other bases, too")
    metaclass, *bases = map(source.segment, call.args)
    if "#" in source.segment(call):
        raise Undecided("there is a comment among the bases")
    return source.replace(
        call, ", ".join([*(base for base in bases if base != "object"), f"metaclass={metaclass}"]), GROUP
    )


def _keyword(source: Python, use: Use, around: ast.ClassDef) -> Edit:
    if use.call is None or len(use.call.args) != 1 or around.keywords:
        raise Undecided("the class has keywords already")
    metaclass = f"metaclass={source.segment(use.call.args[0])}"
    if around.bases:
        if len(around.bases) == 1 and isinstance(around.bases[0], ast.Name) and around.bases[0].id == "object":
            return source.replace(around.bases[0], metaclass, GROUP)
        end = source.span(around.bases[-1])[1]
        return Edit(end, end, f", {metaclass}", GROUP)
    head = source.span(around)[0] + len("class ")
    name_end = source.text.index(around.name, head) + len(around.name)
    colon = source.text.index(":", name_end)
    return Edit(name_end, colon, f"({metaclass})", GROUP)
