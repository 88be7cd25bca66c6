"""A statement left out: `self.items.append(item)` becomes `pass`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.model import Edit
from impact.audit.parsed import Parsed

_SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Raise, ast.Assert, ast.Break, ast.Continue)


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all simple statements inside functions."""
    for node in parsed.inside:
        if isinstance(node, _SIMPLE):
            yield parsed.replace(node, "pass")
