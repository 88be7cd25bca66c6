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
from impact.source.handing import (
    SPACES,
    Handing,
    namespace_of,
    not_among,
    opens_a_namespace,
    reloaded_by,
    searched_by,
    spells_the_name,
)
from impact.source.spelling import identifiers_in
from impact.source.writers import WRITERS, Leave


class Walker:
    """Walks statements; keeps the functions, docstrings and `global` names that it meets on the way."""

    def __init__(self, checking: Checking) -> None:
        self.functions: list[Block] = []
        self.docstrings: list[str] = []
        self.globals: set[str] = set()
        self.calls = CallsOfFunctions()
        self.handing = Handing()
        self._checking = checking

    def walk(  # noqa: C901, PLR0915 - one flat loop: a call for each node would double what the walk costs
        self, roots: Sequence[Any], found: Gathered, scope: Scope
    ) -> None:
        """Add the tokens, mentions and imports of these nodes to what was found."""
        emit, mention, bind = found.tokens.append, found.mentions.add, found.bound.add
        plain, store = PLAIN, ast.Store
        stack: list[Any] = list(roots[::-1])
        pop, push, extend = stack.pop, stack.append, stack.extend
        hand = found.handed.add
        spared: set[int] = set()  # ids of nodes that stand for no value that anybody gets
        silent: set[ast.Attribute] = set()  # of which the attribute's name tells nothing
        callee = space = None  # what is called, and a namespace out of which one name is taken: they come next
        opened = False
        while stack:
            node = pop()
            kind = type(node)
            if kind is ast.Name:
                emit("Name")
                emit(node.id)
                mention(node.id)
                if type(node.ctx) is store:
                    bind(node.id)
                elif node is not callee and node.id not in scope.parameters and id(node) not in spared:
                    hand(node.id)
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
                if node is not space and node not in silent:
                    mention(node.attr)
                if type(node.ctx) is store:
                    self.calls.stored.add(node.attr)
                value, last = node.value, node.attr
                opens = last in SPACES and node is not space
                handed = opens or node is not callee
                while type(value) is ast.Attribute:
                    if opens:
                        last, opens = value.attr, False
                    if value.attr in SPACES and value is not space:
                        opens = handed = True
                    emit("Attribute")
                    emit(value.attr)
                    if value is not space and value not in silent:
                        mention(value.attr)
                    value = value.value
                if type(value) is ast.Name:
                    emit("Name")
                    emit(value.id)
                    mention(value.id)
                    if handed and value.id not in scope.parameters and id(node) not in spared:
                        hand(value.id if opens else (value.id, last))
                else:
                    push(value)
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
                callee = node.func
                if type(callee) is ast.Name:
                    opened = opened or opens_a_namespace(callee.id, node.args)
                    if len(node.args) == 3 and callee.id == "type":
                        mention(MAKES_CLASS)
                if len(node.args) > 1 and type(node.args[1]) is ast.Constant and spells_the_name(node):
                    spared.add(id(node.args[0]))
                elif type(callee) is ast.Attribute and type(callee.value) is ast.Attribute:
                    space = namespace_of(node)
                if type(callee) is ast.Name and _reads_constant_name(node):
                    # `getattr(x, "name")` mentions the name, and looks for no other: not an enumeration.
                    emit(callee.id)
                else:
                    push(callee)
            elif kind in WRITERS:
                scope = WRITERS[kind](self, node, stack, found, scope) or scope
            elif kind in plain:
                if kind is ast.Subscript and type(node.value) is ast.Attribute:
                    space = namespace_of(node)
                elif kind is ast.Expr and (module := reloaded_by(node.value)) is not None:
                    spared.add(id(module))
                elif kind is ast.Compare and (modules := searched_by(node)) is not None:
                    silent.add(modules)
                name, fields = plain[kind]
                emit(name)
                extend(fields(node))
            elif kind is Leave:
                scope = node.scope
            else:
                emit(write_constant(node))
        self.handing.opened = self.handing.opened or opened

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

    def function(self, node: Function, scope: Scope, around: Gathered) -> Gathered:
        """Keep the block of a function that stands in `around`, and return what is in its body."""
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
        around.handed |= not_among(found.handed, found.bound - found.shared)
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
