"""Mako templates: their blocks, expressions, control lines and tags as one Python text that knows where it came from.

Mako's own lexer finds them. It is kept from parsing them, which it would do with the Python that runs it: what that
can't read must not cost the rest of the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.adapters.template_parts import BLOCK, EXPRESSION, LINE, Fragment
from codemods.errors import LibraryMissing, SourceUnreadable
from codemods.sources.python import parse
from codemods.sources.shadow import Casting, Shadow

_KEYWORD = re.compile(r"\s*(\w+)")
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_INNER = re.compile(r"\$\{(.*?)\}", re.DOTALL)
_COPIED = frozenset({"if", "for", "while", "with"})


@dataclass(frozen=True, slots=True)
class _Copy:
    """A stretch that goes into the shadow; `indent` was taken from the front of its line."""

    start: int
    end: int
    indent: str = ""


_Parts = list["str | _Copy"]


def cast_mako(text: str) -> tuple[Shadow, int]:
    """Return a Python shadow of a template's code, and how many of its parts could not be parsed and are left out.

    :raises LibraryMissing: without Mako.
    :raises SourceUnreadable: if no template can be seen in it.
    """
    casting = Casting(text)
    opaque = 0
    for fragment in fragments(text):
        for parts in _shadows(text, fragment):
            if _parses(text, parts):
                _cast(casting, text, parts)
            else:
                opaque += 1
    return casting.shadow(), opaque


def fragments(text: str) -> list[Fragment]:
    """Return the parts of a template that hold Python, in their order.

    :raises LibraryMissing: without Mako.
    :raises SourceUnreadable: if an expression or a block has no end.
    """
    try:
        from codemods.adapters.mako_lexer import find
    except ImportError:
        raise LibraryMissing("Mako", "Reading a Mako template", "mako") from None
    return find(text)


def _shadows(text: str, fragment: Fragment) -> Iterator[_Parts]:
    start, end = fragment.start, fragment.end
    if fragment.kind == EXPRESSION:
        yield _expression(start, end)
    elif fragment.kind == BLOCK:
        yield list(_dedented(text, start, end))
    elif fragment.kind == LINE:
        yield from _control(text, start, end)
    else:
        yield from _tag(text, fragment)


def _expression(start: int, end: int) -> _Parts:
    return ["(", _Copy(start, end), "\n)\n"]  # on a line of its own, for a comment may come before it


def _dedented(text: str, start: int, end: int) -> Iterator[str | _Copy]:
    """Yield the lines of a block without the indentation that all of them have."""
    lines = text[start:end].splitlines(keepends=True)
    first = next((line for line in lines[1:] if line.strip() and not line.strip().startswith("#")), "")
    indent = first[: len(first) - len(first.lstrip())]
    at = start
    for number, line in enumerate(lines):
        cut = len(line) - len(line.lstrip(" \t")) if number == 0 else len(indent) if line.startswith(indent) else 0
        yield _Copy(at + cut, at + len(line), line[:cut] if number else "")
        at += len(line)
    yield "\n"


def _control(text: str, start: int, end: int) -> Iterator[_Parts]:
    keyword = _KEYWORD.match(text, start, end)
    word = keyword[1] if keyword else ""
    if word in _COPIED:
        yield [_Copy(start, end), "\n    pass\n"]
    elif word == "elif":
        yield [_Copy(text.index("elif", start) + 2, end), "\n    pass\n"]
    elif word == "except":
        yield ["try:\n    pass\n", _Copy(start, end), "\n    pass\n"]


def _tag(text: str, fragment: Fragment) -> Iterator[_Parts]:
    for found in _ATTRIBUTE.finditer(text, fragment.start, fragment.end):
        group = 2 if found[2] is not None else 3
        start, end = found.span(group)
        match fragment.keyword, found[1]:
            case (("def" | "block"), "name") if "(" in found[group]:
                yield ["def ", _Copy(start, end), ":\n    pass\n"]
            case (("page" | "block"), "args"):
                yield ["def page(", _Copy(start, end), "):\n    pass\n"]
            case _, "args":
                yield ["dict(", _Copy(start, end), ")\n"]
            case "call", "expr":
                yield _expression(start, end)
            case _:
                for inner in _INNER.finditer(text, start, end):
                    yield _expression(*inner.span(1))


def _parses(text: str, parts: _Parts) -> bool:
    try:
        parse("".join(part if isinstance(part, str) else text[part.start : part.end] for part in parts))
    except SourceUnreadable:
        return False
    return True


def _cast(casting: Casting, text: str, parts: _Parts) -> None:
    for part in parts:
        if isinstance(part, str):
            casting.put(part)
        else:
            casting.copy(part.start, part.end, part.indent)
