"""Places in a text: from the line and column that Python's parser tells to offsets in characters, and back."""

from __future__ import annotations

import ast
import bisect
import re

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Places:
    """The lines of one text, split where Python's parser splits them (a form feed, say, ends no line)."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [match.start() for match in _LINE.finditer(text)] or [0]
        self._starts.append(len(text))
        self._ascii = text.isascii()

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place; `line` is counted from 1, `column` in bytes of UTF-8 from 0 (as `ast` does)."""
        start = self._starts[line - 1]
        if self._ascii:
            return start + column
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return start + len(self._text[start:end].encode()[:column].decode())

    def span(self, node: ast.expr | ast.stmt | ast.alias | ast.arg | ast.keyword) -> tuple[int, int]:
        """Return where a node begins and ends; parentheses around it are not part of it."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def line(self, offset: int) -> int:
        """Return the line of an offset, counted from 1."""
        return min(bisect.bisect_right(self._starts, offset), max(1, len(self._starts) - 1))

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset begins."""
        return self._starts[self.line(offset) - 1]

    def line_end(self, offset: int) -> int:
        """Return where the line of an offset ends, its line end included."""
        return self._starts[self.line(offset)]
