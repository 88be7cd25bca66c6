"""The keys of a context: those of a dictionary that is written out, or built up step by step before it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from codemods.recipes.legacy_frontend.context_api.pages import own_nodes
from codemods.sources.python import Python

_DEPTH = 6
_CONDITIONS = (ast.If, ast.For, ast.While, ast.Try, ast.IfExp, ast.Match)
_READERS = frozenset({"get", "keys", "values", "items", "copy", "pop"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One key: the expressions that may be its value, the function they stand in, and whether it is always there."""

    values: tuple[ast.expr, ...]
    function: ast.FunctionDef
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys that are known, in order; `unknown` are the lines, and reasons, where others may come from."""

    entries: dict[str, Entry] = field(default_factory=dict)
    unknown: tuple[tuple[int, str], ...] = ()


def either(shapes: Sequence[Shape]) -> Shape:
    """Return the shape of what has one of some shapes: a key is sure if it is in all."""
    entries: dict[str, Entry] = {}
    for shape in shapes:
        for key, entry in shape.entries.items():
            is_sure = all(key in each.entries and each.entries[key].is_sure for each in shapes)
            before = entries[key].values if key in entries else ()
            entries[key] = Entry((*before, *entry.values), entry.function, is_sure)
    return Shape(entries, tuple(sorted({each for shape in shapes for each in shape.unknown})))


def _with(first: Shape, then: Shape, is_sure: bool) -> Shape:
    """Return the shape after a dictionary was updated."""
    entries = dict(first.entries)
    for key, entry in then.entries.items():
        before = entries.get(key)
        if is_sure and entry.is_sure:
            entries[key] = entry
        elif before is None:
            entries[key] = Entry(entry.values, entry.function, False)
        else:
            entries[key] = Entry((*before.values, *entry.values), entry.function, before.is_sure)
    return Shape(entries, (*first.unknown, *then.unknown))


class Shapes:
    """Finds shapes in one source."""

    def __init__(self, source: Python) -> None:
        self._source = source
        self._functions = {each.name: each for each in source.tree.body if isinstance(each, ast.FunctionDef)}

    def of(self, node: ast.expr | None, function: ast.FunctionDef, depth: int = _DEPTH) -> Shape:
        """Return the shape of an expression in a function."""
        match node:
            case None | ast.Constant(value=None):
                return Shape()
            case _ if not depth:
                return self._open(node)
            case ast.Dict():
                return self._literal(node, function, depth)
            case ast.Call():
                return self._of_call(node, function, depth)
            case ast.Name(id=name):
                return self._built(name, node, function, depth)
            case ast.IfExp(body=body, orelse=orelse):
                return either([self.of(each, function, depth - 1) for each in (body, orelse)])
            case ast.BoolOp(op=ast.Or(), values=values):
                return either([self.of(each, function, depth - 1) for each in values])
        return self._open(node)

    def _of_call(self, node: ast.Call, function: ast.FunctionDef, depth: int) -> Shape:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="get_context_data")):
                return Shape()  # what Django puts in is for its templates
            case ast.Call(func=ast.Name(id="dict")):
                return self._called(node, function, depth)
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                return self._returned(self._functions[name], depth)
            case ast.Call(func=ast.Attribute(value=inner, attr="copy"), args=[]):
                return self.of(inner, function, depth - 1)
        return self._open(node)

    def _open(self, node: ast.expr) -> Shape:
        told = " ".join(self._source.segment(node).split())
        return Shape({}, ((node.lineno, f"keys come from {told if len(told) < 60 else told[:57] + '...'}"),))

    def _literal(self, node: ast.Dict, function: ast.FunctionDef, depth: int) -> Shape:
        shape = Shape()
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                shape = _with(shape, self.of(value, function, depth - 1), True)
            else:
                shape = _with(shape, self._pair(key, value, function), True)
        return shape

    def _pair(self, key: ast.expr, value: ast.expr, function: ast.FunctionDef) -> Shape:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return Shape({key.value: Entry((value,), function)})
        return Shape({}, ((key.lineno, "a key is made at run time"),))

    def _called(self, call: ast.Call, function: ast.FunctionDef, depth: int) -> Shape:
        """Return the shape of what `dict` or `update` is given."""
        shape = Shape()
        for argument in call.args:
            shape = _with(shape, self.of(argument, function, depth - 1), True)
        for keyword in call.keywords:
            more = Shape({keyword.arg: Entry((keyword.value,), function)}) if keyword.arg else None
            shape = _with(shape, more or self.of(keyword.value, function, depth - 1), True)
        return shape

    def _returned(self, function: ast.FunctionDef, depth: int) -> Shape:
        returns = [each for each in own_nodes(function) if isinstance(each, ast.Return)]
        return either([self.of(each.value, function, depth - 1) for each in returns])

    def _built(self, name: str, used: ast.Name, function: ast.FunctionDef, depth: int) -> Shape:
        """Return the shape of a local name, from all that is done to it before it is used."""
        around = {id(each) for each in self._source.ancestors(used)}
        now: Shape | None = None
        for node in own_nodes(function):
            if id(node) in around or _place(node) > _place(used):
                continue
            is_sure = not any(
                isinstance(each, _CONDITIONS) and id(each) not in around for each in self._source.ancestors(node)
            )
            for shape, is_new in self._steps(name, node, function, depth):
                if is_new:
                    now = shape if is_sure else either([now or Shape(), shape])
                else:
                    now = _with(now or Shape(), shape, is_sure)
        return self._open(used) if now is None else now

    def _steps(self, name: str, node: ast.AST, function: ast.FunctionDef, depth: int) -> Iterator[tuple[Shape, bool]]:
        """Yield what one node does to a name: the shape, and whether it is a new value or something added."""
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from self._given(name, target, value, function, depth)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from self._given(name, target, value, function, depth)
            case ast.AugAssign(target=ast.Name(id=found), value=value) if found == name:
                yield self.of(value, function, depth - 1), False
            case ast.Call():
                yield from self._touched(name, node, function, depth)

    def _given(
        self, name: str, target: ast.expr, value: ast.expr, function: ast.FunctionDef, depth: int
    ) -> Iterator[tuple[Shape, bool]]:
        if _is(target, name):
            yield self.of(value, function, depth - 1), True
        elif isinstance(target, ast.Subscript) and _is(target.value, name):
            yield self._pair(target.slice, value, function), False
        elif any(_is(each, name) for each in _parts(target)):
            yield self._open(value), True

    def _touched(
        self, name: str, call: ast.Call, function: ast.FunctionDef, depth: int
    ) -> Iterator[tuple[Shape, bool]]:
        """Yield what a call does: one of the dictionary's own methods, or of anybody who is handed it."""
        if isinstance(call.func, ast.Attribute) and _is(call.func.value, name):
            if call.func.attr == "update":
                yield self._called(call, function, depth), False
            elif call.func.attr == "setdefault" and len(call.args) > 1:
                yield self._pair(call.args[0], call.args[1], function), False
            elif call.func.attr not in _READERS:
                yield self._open(call), False
        elif any(_is(each, name) for each in (*call.args, *(k.value for k in call.keywords))) and not self._is_page(
            call
        ):
            yield self._open(call), False

    def _is_page(self, call: ast.Call) -> bool:
        return isinstance(self._source.parents.get(call), ast.Return)


def _place(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _parts(target: ast.expr) -> Iterable[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else ()
