"""The parts of a template that hold Python, as a lexer finds them."""

from __future__ import annotations

from dataclasses import dataclass

EXPRESSION, BLOCK, LINE, TAG = "expression", "block", "line", "tag"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a template, by its offsets; `keyword` is that of a tag."""

    kind: str
    start: int
    end: int
    keyword: str = ""
