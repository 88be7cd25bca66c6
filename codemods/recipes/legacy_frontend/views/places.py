"""Places in the text around a view."""

from __future__ import annotations

import ast

from codemods.sources.python import Python


def above_comments(source: Python, at: int) -> int:
    """Return the place above the comments that stand right before a line."""
    while at:
        before = source.places.line_start(at - 1)
        if not source.text[before:at].lstrip().startswith("#"):
            return at
        at = before
    return at


def above(source: Python, node: ast.FunctionDef | ast.ClassDef) -> int:
    """Return where a definition begins, with its decorators and the comments above."""
    first = min(source.span(each)[0] for each in (node, *node.decorator_list))
    return above_comments(source, source.places.line_start(first))
