"""The walk over a syntax tree that gathers, in one pass, what each block and each statement is made of."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from impact.source.analysis import MAKES_CLASS, TAKES, Block
from impact.source.calling import OWNERS, CallsOfFunctions, name_called
from impact.source.checking import Checking
from impact.source.fingerprint import PLAIN, seal, write_constant
from impact.source.gathering import Function, Gathered, Scope
from impact.source.spelling import identifiers_in
from impact.source.writers import WRITERS, Leave


class Walker:
    """Walks statements; keeps the functions, docstrings and `global` names that it meets on the way."""

    def __init__(self, checking: Checking) -> None:
        self.functions: list[Block] = []
        self.docstrings: list[str] = []
        self.globals: set[str] = set()
        self.calls = CallsOfFunctions()
        self._checking = checking

    def walk(  # noqa: C901, PLR0915 - one flat loop: a call for each node would double what the walk costs
        self, roots: Sequence[Any], found: Gathered, scope: Scope
    ) -> None:
        """Add the tokens, mentions and imports of these nodes to what was found."""
        emit, mention, bind = found.tokens.append, found.mentions.add, found.bound.add
        plain, store = PLAIN, ast.Store
        stack: list[Any] = list(roots[::-1])
        pop, push, extend = stack.pop, stack.append, stack.extend
        while stack:
            node = pop()
            kind = type(node)
            if kind is ast.Name:
                emit("Name")
                emit(node.id)
                mention(node.id)
                if type(node.ctx) is store:
                    bind(node.id)
            elif kind is str:
                emit(node)
            elif kind is list:
                emit(f"[{len(node)}")
                extend(node[::-1])
            elif node is None:
                emit("-")
            elif kind is ast.Attribute:
                emit("Attribute")
                emit(node.attr)
                mention(node.attr)
                if type(node.ctx) is store:
                    self.calls.stored.add(node.attr)
                push(node.value)
            elif kind is ast.Constant:
                value = node.value
                emit("Constant")
                emit(write_constant(value))
                if type(value) is str:
                    found.mentions.update(identifiers_in(value))
            elif kind is ast.Call:
                emit(f"Call {len(node.args)} {len(node.keywords)}")
                extend(node.keywords[::-1])
                extend(node.args[::-1])
                found.called.add(name_called(node))
                if len(node.args) == 3 and type(node.func) is ast.Name and node.func.id == "type":
                    mention(MAKES_CLASS)
                if type(node.func) is ast.Name and _reads_constant_name(node):
                    # `getattr(x, "name")` mentions the name, and looks for no other: not an enumeration.
                    emit(node.func.id)
                else:
                    push(node.func)
            elif kind in WRITERS:
                scope = WRITERS[kind](self, node, stack, found, scope) or scope
            elif kind in plain:
                name, fields = plain[kind]
                emit(name)
                extend(fields(node))
            elif kind is Leave:
                scope = node.scope
            else:
                emit(write_constant(node))

    def body(self, node: Any, owner: str) -> list[ast.stmt]:
        """Return the statements of a module, class or function without its docstring, which is kept aside."""
        statements: list[ast.stmt] = node.body
        match statements:
            case [ast.Expr(value=ast.Constant(value=str(text))), *rest]:
                self.docstrings += (owner, text)
                return rest
        return statements

    def live(self, node: ast.If) -> list[ast.stmt] | None:
        """Return the only branch that is ever executed of a test for type checking; None for any other test."""
        return self._checking.live(node)

    def function(self, node: Function, scope: Scope) -> Gathered:
        """Keep the block of a function, and return what is in its body."""
        qualname = scope.qualname(node.name)
        found = Gathered()
        parameters = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
        found.mentions |= parameters
        if not parameters <= OWNERS:
            found.mentions.add(TAKES)
        inside = Scope(f"{qualname}.<locals>.")
        inside.parameters = scope.parameters | parameters
        found.bound |= parameters
        inside.bound = (*scope.bound, found.bound)
        self.walk(self.body(node, qualname), found, inside)
        self.calls.add(found.called, inside.bound)
        line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        self.functions.append(
            Block(qualname, qualname, line, seal(found.tokens), tuple(found.imports), frozenset(found.mentions))
        )
        return found


def _reads_constant_name(node: ast.Call) -> bool:
    """Whether this is `getattr` or `hasattr` with the name written out."""
    match node:
        case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[_, ast.Constant(value=str()), *_]):
            return True
    return False
