"""Another constant inside a function: `0` becomes `1`, `True` becomes `False`, `"a"` becomes `"ax"`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.literals import other_constant
from impact.audit.model import Edit
from impact.audit.parsed import Parsed


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all constants inside functions, None left alone."""
    for node in parsed.inside:
        if isinstance(node, ast.Constant) and node.value is not None:
            text = other_constant(node)
            if text is not None:
                yield parsed.replace(node, text)
