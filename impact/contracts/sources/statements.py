"""The import statements of one source, with their lines and kinds, by Python's own parser."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from impact.contracts.kinds import FUNCTION, IMPORT, TYPE_CHECKING
from impact.errors import SourceUnreadable


class Statement(NamedTuple):
    """An import of `name` on `line`. A relative name begins with its dots; `from a import b` is `a.b`."""

    name: str
    line: int
    kind: str


def parse(source: bytes) -> ast.Module:
    """Return the syntax tree of a source; raises SourceUnreadable."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes, say: not our concern
            return ast.parse(source)
    except SyntaxError as error:
        line = f"line {error.lineno}: " if error.lineno else ""
        raise SourceUnreadable(f"{line}{error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise SourceUnreadable(str(error)) from error


def find_imports(tree: ast.Module) -> Iterator[Statement]:
    """Yield the imports of a module, in the order of their lines."""
    return _visit(tree.body, IMPORT)


def _visit(statements: Iterable[ast.stmt], kind: str) -> Iterator[Statement]:
    for statement in statements:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                yield Statement(alias.name, statement.lineno, kind)
        elif isinstance(statement, ast.ImportFrom):
            start = "." * statement.level + (f"{statement.module}." if statement.module else "")
            for alias in statement.names:
                yield Statement(start + alias.name, statement.lineno, kind)
        elif isinstance(statement, ast.If):
            guarded = TYPE_CHECKING if _guards(statement.test) else kind
            yield from _visit(statement.body, guarded)
            yield from _visit(statement.orelse, kind)
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _visit(statement.body, FUNCTION if kind == IMPORT else kind)
        else:
            yield from _visit_parts(statement, kind)


def _visit_parts(statement: ast.stmt, kind: str) -> Iterator[Statement]:
    """Yield what is in the bodies of a compound statement: class, loop, `with`, `try`, `match`."""
    for part in ("body", "handlers", "cases", "orelse", "finalbody"):
        for each in getattr(statement, part, ()):
            yield from _visit([each] if isinstance(each, ast.stmt) else each.body, kind)


def _guards(test: ast.expr) -> bool:
    """Whether a condition is `TYPE_CHECKING` or `typing.TYPE_CHECKING`; grimp knows no others."""
    if isinstance(test, ast.Name):
        return test.id == "TYPE_CHECKING"
    return isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
