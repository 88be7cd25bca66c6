"""Where a function ends, and which of its removals stand at such an end: nothing is executed after them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from codemods.recipes.course_blocks.transformers import Function, own_statements

REMOVALS = frozenset({"remove_block_if", "remove_block_traversal"})
"""What takes out each block that meets a condition: the old name, and the one that edX Platform gave it later."""

Removal = ast.Expr | ast.Return


@dataclass(slots=True)
class Tails:
    """The ends of one function.

    - `runs`: statements that remove blocks, one directly after the other, and with nothing after the last of them;
    - `spent`: bare returns that stand directly after such a run;
    - `returns`: all other returns; `falls`: whether the end of the body may be reached otherwise.
    """

    runs: list[list[Removal]] = field(default_factory=list)
    spent: list[ast.Return] = field(default_factory=list)
    returns: list[ast.Return] = field(default_factory=list)
    falls: bool = False


def find_tails(function: Function, structure: str) -> Tails:
    """Find the ends of a function in which the structure goes by a name."""
    tails = Tails()
    for block in _blocks(function.body):
        _before_return(block, structure, tails)
    tails.falls = _follow(function.body, structure, tails)
    taken = {id(each) for run in tails.runs for each in run} | {id(each) for each in tails.spent}
    returns = [each for each in own_statements(function.body) if isinstance(each, ast.Return) and id(each) not in taken]
    tails.returns = sorted(returns, key=lambda each: each.lineno)
    return tails


def removal_in(statement: ast.AST, structure: str) -> ast.Call | None:
    """Return the call that a statement removes blocks with, if that is all it does."""
    value = statement.value if isinstance(statement, Removal) else None
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
            return value if owner == structure and name in REMOVALS else None
    return None


def _blocks(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield a block and those inside it, but none where leaving it executes something: `with` and `try`."""
    yield body
    for statement in body:
        if isinstance(statement, ast.If | ast.For | ast.While):
            for inner in (statement.body, statement.orelse):
                if inner:
                    yield from _blocks(inner)


def _before_return(body: list[ast.stmt], structure: str, tails: Tails) -> None:
    """Find a run that a bare return follows."""
    last = body[-1]
    if isinstance(last, ast.Return) and _is_bare(last) and (run := _run(body[:-1], structure)):
        tails.runs.append(run)
        tails.spent.append(last)


def _follow(body: list[ast.stmt], structure: str, tails: Tails) -> bool:
    """Find the runs at the end of a block after which nothing comes; return whether its end may be reached."""
    last = body[-1]
    if run := _run(body, structure):
        tails.runs.append(run)
        return False
    if isinstance(last, ast.If):
        reached = _follow(last.body, structure, tails)
        return (_follow(last.orelse, structure, tails) if last.orelse else True) or reached
    return may_fall(last)


def _run(body: list[ast.stmt], structure: str) -> list[Removal]:
    """Return the removals that a block ends with."""
    run: list[Removal] = []
    for statement in reversed(body):
        if not isinstance(statement, Removal) or removal_in(statement, structure) is None:
            break
        run.insert(0, statement)
    return run


def may_fall(statement: ast.stmt) -> bool:
    """Whether what comes after a statement may be executed, as far as its form tells."""
    match statement:
        case ast.Return() | ast.Raise():
            return False
        case ast.If(body=body, orelse=[_, *_] as other):
            return may_fall(body[-1]) or may_fall(other[-1])
    return True


def _is_bare(statement: ast.Return) -> bool:
    return statement.value is None or (isinstance(statement.value, ast.Constant) and statement.value.value is None)


def returns_value(statement: ast.Return) -> bool:
    """Whether a return gives back anything."""
    return not _is_bare(statement)
