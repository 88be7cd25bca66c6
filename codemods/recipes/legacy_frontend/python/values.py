"""The texts that an expression can give, as far as literals tell: through assignments, loops, dictionaries, formats.

`*` stands in a text for what is not known. A hole stands for what only other code knows: the parameter of a function,
which its callers give, or an attribute of an object, which its class or a subclass gives.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

from codemods.recipes.legacy_frontend.python.bindings import Binding, Frame, Function
from codemods.recipes.legacy_frontend.python.formats import MOST, combined, few, formatted, path_of, percent, plain
from codemods.recipes.legacy_frontend.references import ANY, UNKNOWN, Texts

HOLE = re.compile("\x01([^\x01]*)\x01")
"""A hole: `function|parameter`, or `class:attribute`."""
_DEPTH = 12
_NOTHING: Texts = frozenset()
#: Functions that give back a text that names the same file as their first arguments.
_PASSING = frozenset(
    "get_template_path get_themed_template_path str unicode text_type force_text force_str smart_text escape mark_safe"
    " path Path u Text HTML gettext ugettext _ reverse_lazy".split()
)
_COLLECTING = frozenset("list tuple set frozenset sorted reversed iter dict OrderedDict".split())
_SAME = frozenset("strip lstrip rstrip encode decode lower copy".split())


def parameter(function: str, name: str) -> str:
    """Return the hole of a parameter of a function."""
    return f"\x01{function}|{name}\x01"


def attribute(holder: str, name: str) -> str:
    """Return the hole of an attribute of the instances of a class."""
    return f"\x01{holder}:{name}\x01"


def closed(texts: Iterable[str]) -> Texts:
    """Return texts with nothing known of their holes."""
    return frozenset(plain(HOLE.sub(ANY, text)) for text in texts)


def fill(texts: Iterable[str], values: Callable[[str], Texts | None]) -> Texts:
    """Return texts with what is known of their holes in place; `values` gives None for a hole that stays."""
    found: set[str] = set()
    for text in texts:
        names = list(dict.fromkeys(HOLE.findall(text)))
        choices = [values(name) for name in names]
        options = [
            choice if choice is not None else frozenset({f"\x01{name}\x01"})
            for name, choice in zip(names, choices, strict=True)
        ]
        for chosen in combined(options):
            by_name = dict(zip(names, chosen, strict=True))
            found.add(plain(HOLE.sub(lambda hole, by_name=by_name: by_name[hole[1]], text)))  # type: ignore[misc]
    return few(found)


class Values:
    """Evaluates the expressions of one source."""

    def __init__(self, places: dict[ast.AST, Frame]) -> None:
        self._places = places
        self._known: dict[ast.expr, Texts] = {}

    def texts(self, node: ast.expr, depth: int = 0) -> Texts:
        """Return the texts that an expression may give; `*` where nothing is known."""
        if node in self._known:
            return self._known[node]
        if depth > _DEPTH:
            return UNKNOWN
        self._known[node] = UNKNOWN  # what it is while it is asked for itself: a name bound to a text of its own
        found = self._texts(node, depth + 1)
        self._known[node] = UNKNOWN if len(found) > MOST else found
        return self._known[node]

    def _texts(self, node: ast.expr, depth: int) -> Texts:
        match node:
            case ast.Constant(value=value):
                return _of_constant(value)
            case ast.JoinedStr(values=parts):
                return self._joined(parts, depth)
            case ast.FormattedValue(value=value):
                return self.texts(value, depth) or UNKNOWN
            case ast.BinOp():
                return self._operation(node, depth)
            case ast.IfExp(body=one, orelse=other):
                return self.texts(one, depth) | self.texts(other, depth)
            case ast.BoolOp(values=several):
                return frozenset().union(*(self.texts(each, depth) for each in several))
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return frozenset().union(*(self.texts(each, depth) for each in elements))
            case ast.Starred(value=value) | ast.NamedExpr(value=value) | ast.Await(value=value):
                return self.texts(value, depth)
            case ast.Call():
                return self._call(node, depth)
            case _:
                return self._reading(node, depth)

    def _operation(self, node: ast.BinOp, depth: int) -> Texts:
        left, right = node.left, node.right
        match node.op:
            case ast.Add() | ast.BitOr():
                if self._is_collection(left, depth) or self._is_collection(right, depth):
                    return self.texts(left, depth) | self.texts(right, depth)
                return self._joined([left, right], depth)
            case ast.Mod():
                forms = self.texts(left, depth)
                return few(percent(form, right, lambda part: self.texts(part, depth)) for form in forms)
            case ast.Div():
                return few({path_of(pair) for pair in combined([self.texts(left, depth), self.texts(right, depth)])})
        return self.texts(left, depth)  # a set less another one, say

    def _is_collection(self, node: ast.expr, depth: int) -> bool:
        """Whether an expression is a list or the like, so that a sum with it joins elements, and not texts."""
        match node:
            case ast.List() | ast.Tuple() | ast.Set() | ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return True
            case ast.Call():
                return _last(node.func) in _COLLECTING or "glob" in _last(node.func)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.BitOr(), right=right):
                return self._is_collection(left, depth) or self._is_collection(right, depth)
            case ast.Name(id=name) if depth <= _DEPTH and node in self._places:
                frame = self._places[node].lookup(name)
                bindings = frame.names.get(name, ()) if frame is not None else ()
                plain = [each.value for each in bindings if not each.each and not each.at]
                return any(self._is_collection(each, depth + 4) for each in plain)
        return False

    def _reading(self, node: ast.expr, depth: int) -> Texts:
        match node:
            case ast.Name(id=name):
                return self._name(name, node, depth)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                return self._attribute(name, node)
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr="attr"), attr=name):
                return frozenset({attribute("@", name)})  # Mako: what a module block of the inheriting template sets
            case ast.Subscript(value=value, slice=key):
                return self._item(value, key, depth)
            case ast.ListComp(elt=value) | ast.SetComp(elt=value) | ast.GeneratorExp(elt=value):
                return self.texts(value, depth)
            case ast.Dict():
                return frozenset().union(*(self.texts(each, depth) for each in node.keys if each is not None))
        return UNKNOWN

    def _joined(self, parts: list[ast.expr], depth: int) -> Texts:
        return few({plain("".join(chosen)) for chosen in combined([self.texts(part, depth) for part in parts])})

    def _name(self, name: str, node: ast.expr, depth: int) -> Texts:
        frame = self._places[node].lookup(name) if node in self._places else None
        if frame is None:
            return UNKNOWN
        found: set[str] = set()
        if name in frame.parameters:
            found.add(parameter(frame.name, name))
        for binding in frame.names.get(name, ()):
            found |= self.bound(binding, depth)
        return frozenset(found)

    def bound(self, binding: Binding, depth: int = 0) -> Texts:
        """Return the texts that a binding may give."""
        values: Iterable[ast.expr] = [binding.value]
        if binding.each:
            values = self.elements(binding.value, depth)
        for index in binding.at:
            values = [part for value in values for part in self._part(value, index)]
        return frozenset().union(*(self.texts(value, depth) for value in values))

    def elements(self, node: ast.expr, depth: int) -> list[ast.expr]:
        """Return the elements of what is looped over; an unknown one stands for those that can't be told."""
        unknown: list[ast.expr] = [ast.Name("?", ast.Load())]
        if depth > _DEPTH:
            return unknown
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return elements
            case ast.Dict(keys=keys):
                return [key for key in keys if key is not None]
            case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
                return [*self.elements(left, depth + 1), *self.elements(right, depth + 1)]
            case ast.Call():
                return self._elements_of_call(node, depth + 1) or unknown
            case ast.Name(id=name) if node in self._places and (frame := self._places[node].lookup(name)) is not None:
                if name in frame.parameters:
                    return unknown
                return [
                    each
                    for binding in frame.names.get(name, ())
                    for each in (unknown if binding.each or binding.at else self.elements(binding.value, depth + 1))
                ]
        return unknown

    def _elements_of_call(self, node: ast.Call, depth: int) -> list[ast.expr]:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _COLLECTING:
                return self.elements(first, depth)
            case ast.Call(func=ast.Name(id="enumerate"), args=[first, *_]):
                return [ast.Tuple([ast.Constant(0), each], ast.Load()) for each in self.elements(first, depth)]
            case ast.Call(func=ast.Attribute(value=held, attr="items" | "iteritems")):
                return [ast.Tuple([key, value], ast.Load()) for key, value in self._pairs(held, depth)]
            case ast.Call(func=ast.Attribute(value=held, attr="values" | "itervalues")):
                return [value for _, value in self._pairs(held, depth)]
        return []

    def _part(self, node: ast.expr, index: int) -> list[ast.expr]:
        match node:
            case ast.Tuple(elts=parts) | ast.List(elts=parts) if index < len(parts):
                return [parts[index]]
        return [ast.Name("?", ast.Load())]

    def _pairs(self, node: ast.expr, depth: int) -> list[tuple[ast.expr, ast.expr]]:
        """Return the keys and values of a dictionary, as far as it is written down."""
        match node:
            case ast.Dict(keys=keys, values=values):
                return [(key, value) for key, value in zip(keys, values, strict=True) if key is not None]
            case ast.Name(id=name) if depth < _DEPTH and node in self._places:
                frame = self._places[node].lookup(name)
                bindings = frame.names.get(name, ()) if frame is not None else ()
                return [pair for each in bindings if not each.at for pair in self._pairs(each.value, depth + 1)]
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if node in self._places:
                holder = self._places[node].around()
                bindings = holder.names.get(name, ()) if holder is not None else ()
                return [pair for each in bindings if not each.at for pair in self._pairs(each.value, depth + 1)]
            case ast.Call(func=ast.Name(id="dict" | "OrderedDict"), args=[], keywords=given):
                return [(ast.Constant(each.arg), each.value) for each in given if each.arg]
            case ast.Subscript(value=value):
                return [inner for _, each in self._pairs(value, depth + 1) for inner in self._pairs(each, depth + 1)]
        return []

    def _item(self, held: ast.expr, key: ast.expr, depth: int) -> Texts:
        pairs = self._pairs(held, depth)
        if not pairs:
            if isinstance(held, ast.Name | ast.Tuple | ast.List):
                known = self.elements(held, depth)
                return frozenset().union(*(self.texts(each, depth) for each in known))
            return UNKNOWN
        wanted = [value for each, value in pairs if _may_equal(each, key)]
        return frozenset().union(*(self.texts(value, depth) for value in wanted or [value for _, value in pairs]))

    def _attribute(self, name: str, node: ast.expr) -> Texts:
        holder = self._places[node].around() if node in self._places else None
        return frozenset({attribute(holder.name, name)}) if holder is not None else UNKNOWN

    def _call(self, node: ast.Call, depth: int) -> Texts:
        match node:
            case ast.Call(func=ast.Attribute(value=form, attr="format")):
                return few(
                    formatted(text, node, lambda part: self.texts(part, depth)) for text in self.texts(form, depth)
                )
            case ast.Call(func=ast.Attribute(attr="get" | "pop", value=held), args=[key, *default]):
                found = self._item(held, key, depth)
                return found.union(*(self.texts(each, depth) for each in default))
            case ast.Call(func=ast.Attribute(attr="join", value=form), args=args) if _last(form) in ("path", "os"):
                return few({path_of(chosen) for chosen in combined([self.texts(each, depth) for each in args])})
            case ast.Call(func=ast.Attribute(attr=name, value=text)) if name in _SAME:
                return self.texts(text, depth)
            case ast.Call(func=ast.Name(id=name), args=[ast.expr() as first, *_]) if name in _COLLECTING:
                return self.texts(first, depth)
        name = _last(node.func)
        if "glob" in name and node.args:  # the files that fit the last argument
            return self.texts(node.args[-1], depth)
        if name in _PASSING and node.args:
            return frozenset().union(*(self.texts(each, depth) for each in node.args[:2]))
        return self._returned(node, depth)

    def _returned(self, node: ast.Call, depth: int) -> Texts:
        """Return what a function or method of the same source may return."""
        frame = self._places.get(node)
        function: Frame | None = None
        if frame is not None and isinstance(node.func, ast.Name):
            function = frame.module.inner.get(node.func.id)
        elif frame is not None and isinstance(node.func, ast.Attribute) and _last(node.func.value) in ("self", "cls"):
            holder = frame.around()
            function = holder.inner.get(node.func.attr) if holder is not None else None
        if function is None or not isinstance(function.node, Function):
            return UNKNOWN
        given = [each.value for each in ast.walk(function.node) if isinstance(each, ast.Return) and each.value]
        found = frozenset().union(*(self.texts(each, depth + 2) for each in given)) if given else UNKNOWN
        return closed(found)


def _of_constant(value: object) -> Texts:
    if isinstance(value, bytes):
        return frozenset({value.decode("latin-1")})
    if isinstance(value, str):
        return frozenset({value})
    return _NOTHING if value is None or isinstance(value, bool) else UNKNOWN


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _may_equal(one: ast.expr, other: ast.expr) -> bool:
    if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
        return bool(one.value == other.value)
    return True
