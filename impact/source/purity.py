"""Which statements are pure: their effect can't leave the names that they bind (design, section 4)."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from impact.source.conventions import PURE_CALLS, PURE_METHODS, is_pure_decorator
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
            return all(_is_name(target) for target in targets) and _is_value(value, names)
        case ast.AnnAssign(target=ast.Name(), annotation=annotation, value=value):
            return _are_values([annotation, value], names)
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            # `x += …` may change a list that others hold too, unless it can only have been made here.
            return name in names.plain and name not in names.local and _is_value(value, names)
    return _is_pure_other(node, names)


def _is_pure_other(node: ast.stmt, names: Names) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Delete(targets=targets):
            return all(isinstance(target, ast.Name) for target in targets)
        case ast.If(test=test, body=body, orelse=orelse):
            return _is_value(test, names) and _are_pure([*body, *orelse], names)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
            return _are_values([each.type for each in handlers], names) and _are_pure(
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
        and _are_values([*arguments.defaults, *arguments.kw_defaults], names)
        and _are_values([node.returns, *(each.annotation for each in every)], names)
    )


def _is_pure_header(node: ast.ClassDef, names: Names) -> bool:
    return (
        all(_is_pure_decorator(each, names) for each in node.decorator_list)
        and all(_is_pure_keyword(each, names) for each in node.keywords)
        and _are_values(node.bases, names)
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
            return is_pure_decorator(names.origin(function)) and _are_values(
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


_FREELY_NESTED = (
    ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Starred, ast.Tuple, ast.List, ast.Set,
    ast.Dict, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.JoinedStr, ast.FormattedValue,
    ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip


def _are_values(nodes: Iterable[ast.expr | None], names: Names) -> bool:
    return all(node is None or _is_value(node, names) for node in nodes)


def _is_value(node: ast.expr, names: Names) -> bool:
    """Whether an expression is pure: computing it has no effect.

    Reading an attribute, arithmetic and comparing count as pure, although a class can make them do anything.
    """
    waiting: list[Any] = [node]
    while waiting:
        each = waiting.pop()
        match each:
            case ast.Call():
                if not _is_pure_call(each, names):
                    return False
            case ast.Lambda(args=arguments):
                waiting += [value for value in (*arguments.defaults, *arguments.kw_defaults) if value]
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                if not _is_pure_comprehension(each, names):
                    return False
            case ast.NamedExpr(value=value):
                waiting.append(value)
            case _ if isinstance(each, _FREELY_NESTED):
                waiting += ast.iter_child_nodes(each)
            case _:
                return False
    return True


def _is_pure_call(node: ast.Call, names: Names) -> bool:
    values = [*node.args, *(each.value for each in node.keywords)]
    match node.func:
        case ast.Attribute(value=ast.Constant() | ast.JoinedStr() | ast.Call() as value, attr=attr) if (
            attr in PURE_METHODS
        ):
            return _are_values([value, *values], names)
    if names.origin(node.func) == "builtins.getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        return _are_values(values, names)
    if any(each.arg == "key" for each in node.keywords):
        return False  # min(…, key=f) calls f
    origin = names.origin(node.func)
    return (origin in PURE_CALLS or origin.startswith("pytest.mark.")) and _are_values(values, names)


def _is_pure_comprehension(node: Any, names: Names) -> bool:
    bound = {each.id for part in node.generators for each in ast.walk(part.target) if isinstance(each, ast.Name)}
    inner = names.within(bound)
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    conditions = [test for part in node.generators for test in part.ifs]
    return not any(part.is_async for part in node.generators) and _are_values(
        [*results, *conditions, *(part.iter for part in node.generators)], inner
    )


def bases_of(node: ast.stmt, names: Names) -> tuple[str, ...]:
    """Return where the bases of the classes in a statement come from; those of a class's body aren't the header's."""
    if isinstance(node, ast.ClassDef):
        return tuple(_base(each, names) for each in node.bases)
    if isinstance(node, ast.If | ast.Try):
        return tuple(
            _base(base, names) for each in ast.walk(node) if isinstance(each, ast.ClassDef) for base in each.bases
        )
    return ()


def _base(node: ast.expr, names: Names) -> str:
    if isinstance(node, ast.Call) and names.origin(node.func) == "collections.namedtuple":
        return "builtins.tuple"
    return names.origin(node)


def only_called(node: ast.stmt) -> tuple[str, ...]:
    """Return the names that a statement reads only to call them."""
    called: set[str] = set()
    callees: set[int] = set()
    otherwise: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
            called.add(each.func.id)
            callees.add(id(each.func))
        elif isinstance(each, ast.Name) and id(each) not in callees:
            otherwise.add(each.id)
        elif isinstance(each, ast.Attribute):
            otherwise.add(each.attr)
    return tuple(sorted(called - otherwise))
