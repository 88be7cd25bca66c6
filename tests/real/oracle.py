"""Who executes a function, by other means than ours: the function itself is made to say so."""

from __future__ import annotations

import ast
from pathlib import Path

ENTRY = "__import__('suite_observer').enter()"

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def mark_entry(path: Path, function: str) -> None:
    """Insert a statement that reports each entry, as the first one of the function's body but for its docstring.

    :raises LookupError: where the module has no function of that qualified name.
    """
    source = path.read_text(encoding="utf-8")
    body = find_function(ast.parse(source), function).body
    first = body[1] if ast.get_docstring(ast.Module(body, [])) is not None and len(body) > 1 else body[0]
    lines = source.splitlines(keepends=True)
    lines.insert(first.lineno - 1, " " * first.col_offset + ENTRY + "\n")
    path.write_text("".join(lines), encoding="utf-8")


def find_function(module: ast.Module, name: str) -> Definition:
    """Return the definition with the qualified name, such as `Class.method`."""
    scope: list[ast.stmt] = module.body
    for part in name.split("."):
        found = [
            each
            for each in scope
            if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and each.name == part
        ]
        if not found:
            raise LookupError(f"no {part!r} of {name!r}")
        definition = found[-1]
        scope = definition.body
    if isinstance(definition, ast.ClassDef):
        raise LookupError(f"{name!r} is a class, not a function")
    return definition
