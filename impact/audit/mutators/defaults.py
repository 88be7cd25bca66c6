"""Another default: `def find(limit=10)` becomes `def find(limit=11)`, `=None` becomes `=0`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.literals import other_value
from impact.audit.model import Edit
from impact.audit.parsed import Parsed


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all defaults of parameters."""
    for node in parsed.everywhere:
        if isinstance(node, ast.arguments):
            for default in [*node.defaults, *node.kw_defaults]:
                if default is not None:
                    yield parsed.replace(default, other_value(default))
