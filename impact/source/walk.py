"""The walk over a syntax tree that gathers, in one pass, what each block and each statement is made of."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from impact.source.analysis import MAKES_ANY_CLASS, MAKES_CLASS, Block
from impact.source.checking import Checking
from impact.source.fingerprint import LATER, PLAIN, joined_values, seal, write_constant
from impact.source.spelling import identifiers_in

Function = ast.FunctionDef | ast.AsyncFunctionDef


def reads_constant_name(node: ast.Call) -> bool:
    """Whether this is `getattr` or `hasattr` with the name written out."""
    match node:
        case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[_, ast.Constant(value=str()), *_]):
            return True
    return False


class Scope:
    """A module, class or function: what the qualnames inside begin with, its `global` names, and all parameters."""

    __slots__ = ("declared", "parameters", "prefix")

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.declared: set[str] = set()
        self.parameters: frozenset[str] = frozenset()

    def qualname(self, name: str) -> str:
        """Return the qualname of what is defined here: that of a name declared `global` has no prefix."""
        return name if name in self.declared else self.prefix + name


@dataclass(slots=True)
class Gathered:
    """What was found in one block, or in one statement."""

    tokens: list[str] = field(default_factory=list)
    mentions: set[str] = field(default_factory=set)
    imports: list[str] = field(default_factory=list)
    yields: bool = False


@dataclass(frozen=True, slots=True)
class _Leave:
    """Stands on the stack behind the body of a class: from here on, the scope is again the one around it."""

    scope: Scope


class Walker:
    """Walks statements; keeps the functions, docstrings and `global` names that it meets on the way."""

    def __init__(self, checking: Checking) -> None:
        self.functions: list[Block] = []
        self.docstrings: list[str] = []
        self.globals: set[str] = set()
        self._checking = checking

    def walk(  # noqa: C901, PLR0915 - one flat loop: a call for each node would double what the walk costs
        self, roots: Sequence[Any], found: Gathered, scope: Scope
    ) -> None:
        """Add the tokens, mentions and imports of these nodes to what was found."""
        emit, mention = found.tokens.append, found.mentions.add
        plain = PLAIN
        stack: list[Any] = list(roots[::-1])
        pop, push, extend = stack.pop, stack.append, stack.extend
        while stack:
            node = pop()
            kind = type(node)
            if kind is ast.Name:
                emit("Name")
                emit(node.id)
                mention(node.id)
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
                if len(node.args) == 3 and type(node.func) is ast.Name and node.func.id == "type":
                    mention(MAKES_CLASS)
                if type(node.func) is ast.Name and reads_constant_name(node):
                    # `getattr(x, "name")` mentions the name, and looks for no other: not an enumeration.
                    emit(node.func.id)
                else:
                    push(node.func)
            elif kind in _SPECIAL:
                scope = _SPECIAL[kind](self, node, stack, found, scope) or scope
            elif kind in plain:
                name, fields = plain[kind]
                emit(name)
                extend(fields(node))
            elif kind is _Leave:
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
        inside = Scope(f"{qualname}.<locals>.")
        inside.parameters = scope.parameters | parameters
        self.walk(self.body(node, qualname), found, inside)
        line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        self.functions.append(
            Block(qualname, qualname, line, seal(found.tokens), tuple(found.imports), frozenset(found.mentions))
        )
        return found


def _write_later(node: Any, found: Gathered, stack: list[Any]) -> None:
    for name in LATER:
        value = getattr(node, name, None)
        if value:
            found.tokens.append(name)
            stack.append(value)


def _write_function(walker: Walker, node: Function, stack: list[Any], found: Gathered, scope: Scope) -> None:
    """Write the signature: the body is a block of its own, of which callers can only tell whether it yields."""
    inside = walker.function(node, scope)
    found.tokens += (type(node).__name__, node.name, "yields" if inside.yields else "returns")
    stack += (node.returns, node.args, node.decorator_list)
    _write_later(node, found, stack)


def write_header(node: ast.ClassDef, stack: list[Any], found: Gathered) -> None:
    """Write what a class statement says before its body."""
    found.tokens += ("ClassDef", node.name)
    stack += (node.keywords, node.bases, node.decorator_list)
    _write_later(node, found, stack)


def _write_class(walker: Walker, node: ast.ClassDef, stack: list[Any], found: Gathered, scope: Scope) -> None:
    qualname = scope.qualname(node.name)
    if node.bases:
        found.mentions.add(MAKES_CLASS)
        if len(node.bases) + len(node.keywords) > 1 and not all(_is_known(base, scope) for base in node.bases):
            found.mentions.add(MAKES_ANY_CLASS)
    # No statement of its own tells what the class defines: a protocol's members are looked for in what it is given.
    found.mentions.update(each.name for each in node.body if isinstance(each, Function))
    inside = Scope(f"{qualname}.")
    inside.parameters = scope.parameters
    stack.append(_Enter(inside, walker.body(node, qualname), scope))
    write_header(node, stack, found)


def _is_known(base: ast.expr, scope: Scope) -> bool:
    """Whether a base is spelled, and no parameter of a function."""
    while isinstance(base, ast.Attribute):
        base = base.value
    return isinstance(base, ast.Name) and base.id not in scope.parameters


@dataclass(frozen=True, slots=True)
class _Enter:
    """Stands on the stack before the body of a class."""

    scope: Scope
    body: list[ast.stmt]
    around: Scope


def _enter_class(walker: Walker, node: _Enter, stack: list[Any], found: Gathered, scope: Scope) -> Scope:
    stack += (_Leave(node.around), node.body)
    return node.scope


def _write_if(walker: Walker, node: ast.If, stack: list[Any], found: Gathered, scope: Scope) -> None:
    live = walker.live(node)
    if live is None:
        found.tokens.append("If")
        stack += (node.orelse, node.body, node.test)
    else:
        found.tokens.append("live")
        stack.append(live)


def _write_import(walker: Walker, node: ast.Import, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append(f"Import {len(node.names)}")
    for each in node.names:
        found.tokens += (each.name, each.asname or "-")
        found.imports.append(each.name)
        found.mentions.update(each.name.split("."))
    _write_later(node, found, stack)


def _write_import_from(walker: Walker, node: ast.ImportFrom, stack: list[Any], found: Gathered, scope: Scope) -> None:
    module = "." * node.level + (node.module or "")
    found.tokens.append(f"ImportFrom {module} {len(node.names)}")
    found.mentions.update(part for part in module.split(".") if part)
    for each in node.names:
        found.tokens += (each.name, each.asname or "-")
        found.imports.append(f"{module}:{each.name}")
        found.mentions.add(each.name)
    _write_later(node, found, stack)


def _write_keyword(walker: Walker, node: ast.keyword, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens += ("keyword", node.arg or "-")
    if node.arg:
        found.mentions.add(node.arg)
    stack.append(node.value)


def _write_joined(walker: Walker, node: ast.AST, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append(type(node).__name__)
    stack.append(joined_values(node))


def _write_global(walker: Walker, node: ast.Global, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append("Global")
    stack.append(node.names)
    found.mentions.update(node.names)
    scope.declared.update(node.names)
    walker.globals.update(node.names)


def _write_yield(walker: Walker, node: Any, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.yields = True
    found.tokens.append(type(node).__name__)
    stack.append(node.value)


def _write_match_class(walker: Walker, node: ast.MatchClass, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append("MatchClass")
    found.mentions.update(node.kwd_attrs)
    stack += (node.kwd_patterns, node.kwd_attrs, node.patterns, node.cls)


def _write_type_parameter(walker: Walker, node: Any, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens += (type(node).__name__, node.name)
    stack.append(getattr(node, "bound", None))
    _write_later(node, found, stack)


def _write_type_alias(walker: Walker, node: Any, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append("TypeAlias")
    stack += (node.value, node.name)
    _write_later(node, found, stack)


_SPECIAL: dict[type[Any], Any] = {
    ast.FunctionDef: _write_function,
    ast.AsyncFunctionDef: _write_function,
    ast.ClassDef: _write_class,
    _Enter: _enter_class,
    ast.If: _write_if,
    ast.Import: _write_import,
    ast.ImportFrom: _write_import_from,
    ast.keyword: _write_keyword,
    ast.JoinedStr: _write_joined,
    ast.Global: _write_global,
    ast.Yield: _write_yield,
    ast.YieldFrom: _write_yield,
    ast.MatchClass: _write_match_class,
}
for _name in ("TypeVar", "ParamSpec", "TypeVarTuple"):
    if hasattr(ast, _name):
        _SPECIAL[getattr(ast, _name)] = _write_type_parameter
if hasattr(ast, "TypeAlias"):
    _SPECIAL[ast.TypeAlias] = _write_type_alias
if hasattr(ast, "TemplateStr"):
    _SPECIAL[ast.TemplateStr] = _write_joined
