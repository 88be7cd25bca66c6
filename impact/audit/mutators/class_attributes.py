"""Another value of a class attribute: `page_size = 20` becomes `page_size = 21`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.literals import other_value
from impact.audit.model import Edit
from impact.audit.parsed import Parsed


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all assignments in the bodies of classes."""
    for node in parsed.everywhere:
        if not isinstance(node, ast.ClassDef):
            continue
        for statement in node.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                yield parsed.replace(statement.value, other_value(statement.value))
