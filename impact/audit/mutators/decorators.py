"""A decorator left out: `@cached` above a function or class is taken away."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from impact.audit.model import Edit
from impact.audit.parsed import Parsed


def find(parsed: Parsed) -> Iterator[Edit]:
    """Yield the edits of all decorators; a comment stays in the line."""
    for node in parsed.everywhere:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                start, end = parsed.span(decorator)
                at = parsed.source.rindex(b"@", 0, start)
                if not parsed.source[at + 1 : start].strip():
                    yield Edit(at, end, "# ")
