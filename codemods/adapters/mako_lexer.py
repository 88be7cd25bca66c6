"""Mako's lexer, kept from parsing the Python that it finds; only loaded where Mako is there."""

from __future__ import annotations

import re
from typing import Any

from mako.exceptions import MakoException
from mako.lexer import Lexer
from mako.parsetree import Tag, Text

from codemods.adapters.template_parts import BLOCK, EXPRESSION, LINE, TAG, Fragment
from codemods.errors import SourceUnreadable


def find(text: str) -> list[Fragment]:
    """Return the parts of a template that hold Python, in their order.

    :raises SourceUnreadable: if an expression or a block has no end.
    """
    lexer = Finding(text)
    try:
        lexer.parse()
    except MakoException as error:
        reason = str(error).splitlines()[0]
        raise SourceUnreadable(f"Mako can't read it: {reason}", getattr(error, "lineno", 0)) from error
    return lexer.found


class Finding(Lexer):  # type: ignore[misc]  # Mako ships no types
    """Notes where the parts are, and builds no tree."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.found: list[Fragment] = []
        self._began = 0

    def match_reg(self, reg: Any) -> Any:
        self._began = self.match_position
        return super().match_reg(reg)

    def append_node(self, nodecls: Any, *args: Any, **kwargs: Any) -> None:
        if nodecls is Tag:
            self.tag.append(Text("", source="", lineno=0, pos=0, filename=None))
            self.tag[-1].keyword = args[0]
            self.found.append(Fragment(TAG, self._began, self.match_position, args[0]))

    def match_tag_end(self) -> bool:
        match = self.match(r"\</%[\t ]*([^\t ]+?)[\t ]*>")
        if match and self.tag:
            self.tag.pop()
        return bool(match)

    def match_expression(self) -> bool:
        if not self.match(r"\${"):
            return False
        start = self.match_position
        text, end = self.parse_until_text(True, r"\|", r"}")
        self.found.append(Fragment(EXPRESSION, start, start + len(text)))
        if end == "|":
            start = self.match_position
            filters, _ = self.parse_until_text(True, r"}")
            self.found.append(Fragment(EXPRESSION, start, start + len(filters)))
        return True

    def match_python_block(self) -> bool:
        if not self.match(r"<%(!)?"):
            return False
        start = self.match_position
        text, _ = self.parse_until_text(False, r"%>")
        self.found.append(Fragment(BLOCK, start, start + len(text)))
        return True

    def match_control_line(self) -> bool:
        match = self.match(r"(?<=^)[\t ]*(%(?!%)|##)[\t ]*((?:(?:\\\r?\n)|[^\r\n])*)(?:\r?\n|\Z)", re.MULTILINE)
        if match and match.group(1) == "%":
            self.found.append(Fragment(LINE, *match.span(2)))
        return bool(match)
