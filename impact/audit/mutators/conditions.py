"""The other branch: `if ready:` becomes `if not (ready):`, in statements, expressions and comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.model import Edit
from impact.audit.parsed import Parsed


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all conditions inside functions, those of `while` left alone: they would seldom end."""
    for node in parsed.inside:
        if isinstance(node, ast.If | ast.IfExp):
            conditions = [node.test]
        elif isinstance(node, ast.comprehension):
            conditions = node.ifs
        else:
            continue
        for condition in conditions:
            yield parsed.replace(condition, f"(not ({parsed.text(condition)}))")
