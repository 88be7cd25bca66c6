"""Which statements are pure: their effect can't leave the names that they bind (design, section 4)."""

from __future__ import annotations

import ast

from impact.source.conventions import is_pure_decorator
from impact.source.expressions import are_pure_values, is_pure_value
from impact.source.names import Names

_PURE_METACLASSES = frozenset({"abc.ABCMeta", "builtins.type"})
_ACCESSORS = frozenset({"setter", "getter", "deleter"})


def is_pure(node: ast.stmt, names: Names) -> bool:
    """Whether a statement is pure; of a class, only its header is looked at, and its bases are left to others."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _is_pure_function(node, names)
        case ast.ClassDef():
            return _is_pure_header(node, names)
        case ast.Import():
            return True
        case ast.ImportFrom(module=module, names=aliases):
            # A future changes the meaning of everything that follows; a star binds nobody knows what.
            return module != "__future__" and all(alias.name != "*" for alias in aliases)
        case ast.Assign(targets=targets, value=value):
            return all(_is_name(target) for target in targets) and is_pure_value(value, names)
        case ast.AnnAssign(target=ast.Name(), annotation=annotation, value=value):
            return are_pure_values([annotation, value], names)
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            # `x += …` may change a list that others hold too, unless it can only have been made here.
            return name in names.plain and name not in names.local and is_pure_value(value, names)
    return _is_pure_other(node, names)


def _is_pure_other(node: ast.stmt, names: Names) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Delete(targets=targets):
            return all(isinstance(target, ast.Name) for target in targets)
        case ast.If(test=test, body=body, orelse=orelse):
            return is_pure_value(test, names) and _are_pure([*body, *orelse], names)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
            return are_pure_values([each.type for each in handlers], names) and _are_pure(
                [*body, *orelse, *finalbody, *(line for each in handlers for line in each.body)], names
            )
    return type(node).__name__ == "TypeAlias"


def _are_pure(body: list[ast.stmt], names: Names) -> bool:
    """Whether statements under a branch are pure, the bodies of classes among them included."""
    for node in body:
        if not is_pure(node, names):
            return False
        if isinstance(node, ast.ClassDef) and not _are_pure(node.body, names.within(_bound_in(node.body))):
            return False
    return True


def _bound_in(body: list[ast.stmt]) -> set[str]:
    names: set[str] = set()
    for node in body:
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
                names.add(each.id)
            elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(each.name)
            elif isinstance(each, ast.alias):
                names.add((each.asname or each.name).partition(".")[0])
    return names


def _is_pure_function(node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> bool:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [each for each in (arguments.vararg, arguments.kwarg) if each]
    return (
        all(_is_pure_decorator(each, names) for each in node.decorator_list)
        and are_pure_values([*arguments.defaults, *arguments.kw_defaults], names)
        and are_pure_values([node.returns, *(each.annotation for each in every)], names)
    )


def _is_pure_header(node: ast.ClassDef, names: Names) -> bool:
    return (
        all(_is_pure_decorator(each, names) for each in node.decorator_list)
        and all(_is_pure_keyword(each, names) for each in node.keywords)
        and are_pure_values(node.bases, names)
    )


def _is_pure_keyword(keyword: ast.keyword, names: Names) -> bool:
    if keyword.arg == "metaclass":
        return names.origin(keyword.value) in _PURE_METACLASSES
    return keyword.arg == "total" and isinstance(keyword.value, ast.Constant)


def _is_pure_decorator(node: ast.expr, names: Names) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr in _ACCESSORS:
            return name in names.local
        case ast.Call(func=function, args=args, keywords=keywords):
            return is_pure_decorator(names.origin(function)) and are_pure_values(
                [*args, *(each.value for each in keywords)], names
            )
    return is_pure_decorator(names.origin(node))


def _is_name(target: ast.expr) -> bool:
    match target:
        case ast.Name():
            return True
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(_is_name(element) for element in elements)
        case ast.Starred(value=value):
            return _is_name(value)
    return False
