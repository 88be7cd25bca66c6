"""CoffeeScript, by a scanner of our own: no wheel parses it, and all that is asked for is its strings.

Comments go first, so that code that was commented out refers to nothing. A string in the list of a `define` or a
`require` is a module; any other may name a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.recipes.legacy_frontend.references import ANY, Parsed, Reference, Wanted, mention

_TOKENS = re.compile(
    r"(?P<block>###(?!#).*?###)|(?P<comment>#(?!\{)[^\n]*)"
    r"|(?P<string>'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")",
    re.DOTALL,
)
_LOADER = re.compile(r"\b(?:define|require|requirejs)\b[\s(]*(?:[\"'][\w./]+[\"']\s*,\s*)?\[([^\]]*)\]")
_INNER = re.compile(r"#\{[^}]*\}")


def parse_coffee(text: str) -> Parsed:
    """Parse a source; nothing in it is a fault, for a piece that is no CoffeeScript has strings like any other."""
    return Parsed(tuple(_references(_without_comments(text))))


def _without_comments(text: str) -> str:
    """Return the text with its comments blanked, so that lines keep their numbers."""

    def blank(found: re.Match[str]) -> str:
        return found[0] if found["string"] else re.sub(r"[^\n]", " ", found[0])

    return _TOKENS.sub(blank, text)


def _references(text: str) -> Iterator[Reference]:
    modules: set[int] = set()
    for loader in _LOADER.finditer(text):
        for found in _TOKENS.finditer(text, *loader.span(1)):
            if found["string"]:
                modules.add(found.start())
                yield Reference("amd", Wanted.MODULE, frozenset({found[0][1:-1]}), _line(text, found.start()))
    for found in _TOKENS.finditer(text):
        if found["string"] and found.start() not in modules:
            literal = _INNER.sub(ANY, found[0].strip("\"'"))
            made = mention([literal], _line(text, found.start()))
            if made is not None:
                yield made


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
