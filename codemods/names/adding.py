"""Putting `from` imports in: into a statement that is there, else beside its nearest neighbours."""

from __future__ import annotations

import ast

from codemods.model import Edit
from codemods.names.dotted import first_part
from codemods.sources.python import Python

_Import = ast.Import | ast.ImportFrom


def bound_as(source: Python, target: str) -> str | None:
    """Return the name that a module's own level has a dotted thing by, if that is sure."""
    top = source.names.top
    for imported in source.names.imports:
        mine = top.imports.get(imported.bound, [])
        if imported.meaning == target and imported.scope is top and len(mine) == 1 and imported.bound not in top.others:
            return imported.bound
    return None


def is_free(source: Python, name: str) -> bool:
    """Whether a module's own level gives a name no meaning."""
    return not source.names.top.binds(name)


def import_line(module: str, names: list[str]) -> str:
    """Return the statement that imports names, each maybe with `as`; without a module, the modules themselves."""
    if not module:
        return "\n".join(f"import {name}" for name in names)
    line = f"from {module} import {', '.join(names)}"
    return line if len(line) <= 110 else f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def adding(source: Python, module: str, names: list[str]) -> Edit:
    """Return the edit that imports names from a module, which may be relative.

    A statement of one line for the same module takes them up; otherwise there will be one of its own, after that
    of the same top package which sorts next before it, else at the end of the first imports.
    """
    head = _head(source)
    for statement in head:
        if isinstance(statement, ast.ImportFrom) and _module(statement) == module:
            written = source.segment(statement)
            if "\n" not in written and "(" not in written and "*" not in written:
                present = [source.segment(alias) for alias in statement.names]
                merged = (
                    sorted({*present, *names}, key=str.lower)
                    if present == sorted(present, key=str.lower)
                    else [*present, *names]
                )
                return source.replace(statement, f"from {module} import {', '.join(merged)}")
    text = import_line(module, names).replace("\n", source.newline) + source.newline
    at = _place(source, head, module or names[0])
    broken = "" if not at or source.text[:at].endswith(("\n", "\r")) else source.newline
    return Edit(at, at, broken + text)


def _head(source: Python) -> list[_Import]:
    """Return the imports before the first statement of another sort; a docstring and `try` imports don't count."""
    found: list[_Import] = []
    for statement in source.tree.body:
        if isinstance(statement, _Import):
            found.append(statement)
        elif found and not isinstance(statement, ast.Try):
            break
    return found


def _module(statement: _Import) -> str:
    if isinstance(statement, ast.Import):
        return statement.names[0].name
    return "." * statement.level + (statement.module or "")


def _place(source: Python, head: list[_Import], module: str) -> int:
    head = [each for each in head if _module(each) != "__future__"] or head
    kin = [each for each in head if first_part(_module(each)) == first_part(module)]
    before = [each for each in kin if _module(each) <= module]
    if kin and not before:
        return source.places.line_start(source.span(kin[0])[0])
    last: ast.stmt | None = head[-1] if head else _docstring(source)
    if before:
        last = max(before, key=lambda each: (_module(each), each.lineno))
    return source.places.line_end(source.span(last)[1] - 1) if last is not None else 0


def _docstring(source: Python) -> ast.stmt | None:
    first = source.tree.body[0] if source.tree.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first
    return None
