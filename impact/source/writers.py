"""How nodes are written of which the fields in order don't tell enough: they name things, or open a scope.

A writer adds to what was found, and puts on the stack what is still to be written, the last part first.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from impact.source.analysis import MAKES_ANY_CLASS, MAKES_CLASS
from impact.source.bindings import bound_by
from impact.source.fingerprint import LATER, PLAIN, joined_values
from impact.source.gathering import Function, Gathered, Scope, Walking
from impact.source.handing import bound_name


@dataclass(frozen=True, slots=True)
class _Enter:
    """Stands on the stack before the body of a class."""

    scope: Scope
    body: list[ast.stmt]
    around: Scope


@dataclass(frozen=True, slots=True)
class Leave:
    """Stands on the stack behind the body of a class: from here on, the scope is again the one around it."""

    scope: Scope


def _write_later(node: Any, found: Gathered, stack: list[Any]) -> None:
    for name in LATER:
        value = getattr(node, name, None)
        if value:
            found.tokens.append(name)
            stack.append(value)


def _write_function(walker: Walking, node: Function, stack: list[Any], found: Gathered, scope: Scope) -> None:
    """Write the signature: the body is a block of its own, of which callers can only tell whether it yields."""
    inside = walker.function(node, scope, found)
    found.tokens += (type(node).__name__, node.name, "yields" if inside.yields else "returns")
    stack += (node.returns, node.args, node.decorator_list)
    _write_later(node, found, stack)


def write_header(node: ast.ClassDef, stack: list[Any], found: Gathered) -> None:
    """Write what a class statement says before its body."""
    found.tokens += ("ClassDef", node.name)
    stack += (node.keywords, node.bases, node.decorator_list)
    _write_later(node, found, stack)


def _write_class(walker: Walking, node: ast.ClassDef, stack: list[Any], found: Gathered, scope: Scope) -> None:
    qualname = scope.qualname(node.name)
    if node.bases:
        found.mentions.add(MAKES_CLASS)
        if len(node.bases) + len(node.keywords) > 1 and not all(_is_known(base, scope) for base in node.bases):
            found.mentions.add(MAKES_ANY_CLASS)
    # No statement of its own tells what the class defines: a protocol's members are looked for in what it is given.
    found.mentions.update(each.name for each in node.body if isinstance(each, Function))
    found.shared.update(name for each in node.body for name in bound_by(each))
    inside = Scope(f"{qualname}.")
    inside.parameters, inside.bound = scope.parameters, scope.bound
    stack.append(_Enter(inside, walker.body(node, qualname), scope))
    write_header(node, stack, found)


def _is_known(base: ast.expr, scope: Scope) -> bool:
    """Whether a base is spelled, and no parameter of a function."""
    while isinstance(base, ast.Attribute):
        base = base.value
    return isinstance(base, ast.Name) and base.id not in scope.parameters


def _enter_class(walker: Walking, node: _Enter, stack: list[Any], found: Gathered, scope: Scope) -> Scope:
    stack += (Leave(node.around), node.body)
    return node.scope


def _write_if(walker: Walking, node: ast.If, stack: list[Any], found: Gathered, scope: Scope) -> None:
    live = walker.live(node)
    if live is None:
        found.tokens.append("If")
        stack += (node.orelse, node.body, node.test)
    else:
        found.tokens.append("live")
        stack.append(live)


def _write_import(walker: Walking, node: ast.Import, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append(f"Import {len(node.names)}")
    for each in node.names:
        found.tokens += (each.name, each.asname or "-")
        found.imports.append(each.name)
        found.mentions.update(each.name.split("."))
        name, module = bound_name(each.name, each.asname)
        walker.handing.bind(name, module)
        found.shared.add(name)
    _write_later(node, found, stack)


def _write_import_from(walker: Walking, node: ast.ImportFrom, stack: list[Any], found: Gathered, scope: Scope) -> None:
    module = "." * node.level + (node.module or "")
    found.tokens.append(f"ImportFrom {module} {len(node.names)}")
    found.mentions.update(part for part in module.split(".") if part)
    for each in node.names:
        found.tokens += (each.name, each.asname or "-")
        found.imports.append(f"{module}:{each.name}")
        walker.handing.bind(each.asname or each.name, f"{module}:{each.name}")
        found.shared.add(each.asname or each.name)
        found.mentions.add(each.name)
    _write_later(node, found, stack)


def _write_keyword(walker: Walking, node: ast.keyword, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens += ("keyword", node.arg or "-")
    if node.arg:
        found.mentions.add(node.arg)
    stack.append(node.value)


def _write_joined(walker: Walking, node: ast.AST, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append(type(node).__name__)
    stack.append(joined_values(node))


def _write_global(walker: Walking, node: ast.Global, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append("Global")
    stack.append(node.names)
    found.mentions.update(node.names)
    scope.declared.update(node.names)
    walker.globals.update(node.names)
    found.handed.update(node.names)
    found.shared.update(node.names)


def _write_comprehension(
    walker: Walking, node: ast.comprehension, stack: list[Any], found: Gathered, scope: Scope
) -> None:
    name, fields = PLAIN[ast.comprehension]
    found.tokens.append(name)
    stack += fields(node)
    found.shared.update(each.id for each in ast.walk(node.target) if isinstance(each, ast.Name))


def _write_yield(walker: Walking, node: Any, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.yields = True
    found.tokens.append(type(node).__name__)
    stack.append(node.value)


def _write_match_class(walker: Walking, node: ast.MatchClass, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append("MatchClass")
    found.mentions.update(node.kwd_attrs)
    stack += (node.kwd_patterns, node.kwd_attrs, node.patterns, node.cls)


def _write_type_parameter(walker: Walking, node: Any, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens += (type(node).__name__, node.name)
    stack.append(getattr(node, "bound", None))
    _write_later(node, found, stack)


def _write_type_alias(walker: Walking, node: Any, stack: list[Any], found: Gathered, scope: Scope) -> None:
    found.tokens.append("TypeAlias")
    stack += (node.value, node.name)
    _write_later(node, found, stack)


WRITERS: dict[type[Any], Any] = {
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
    ast.comprehension: _write_comprehension,
    ast.Yield: _write_yield,
    ast.YieldFrom: _write_yield,
    ast.MatchClass: _write_match_class,
}
"""From the type of a node to its writer, which returns the scope of what follows where that is another one."""
for _name in ("TypeVar", "ParamSpec", "TypeVarTuple"):
    if hasattr(ast, _name):
        WRITERS[getattr(ast, _name)] = _write_type_parameter
if hasattr(ast, "TypeAlias"):
    WRITERS[ast.TypeAlias] = _write_type_alias
if hasattr(ast, "TemplateStr"):
    WRITERS[ast.TemplateStr] = _write_joined
