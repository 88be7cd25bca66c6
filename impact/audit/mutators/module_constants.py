"""Another value of a module's name: `LIMIT = 10` becomes `LIMIT = 11`, `NAMES = ("a",)` becomes `NAMES = ()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.literals import other_value
from impact.audit.model import Edit
from impact.audit.parsed import Parsed


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all assignments to names at the top of the module."""
    for statement in parsed.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield parsed.replace(statement.value, other_value(statement.value))
