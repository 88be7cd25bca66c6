"""Another result: `return value` becomes `return None`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.model import Edit
from impact.audit.parsed import Parsed


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all `return` statements that give a value; `return None` gives 0 instead."""
    for node in parsed.inside:
        if isinstance(node, ast.Return) and node.value is not None:
            is_none = isinstance(node.value, ast.Constant) and node.value.value is None
            yield parsed.replace(node, "return 0" if is_none else "return None")
