"""What a transform does with the structure besides removing blocks from it.

A transform becomes a list of filters only where this changes nothing: it may read what was collected, and must not
write, count, order, keep or hand on the structure to where it can't be followed. Methods of the class and functions
of the file that it hands the structure to are followed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.recipes.course_blocks.transformers import Function, Transformer, own_method, parameters
from codemods.sources.python import Python

FIELDS = {"get_transformer_data": 0, "get_transformer_block_data": 1, "get_transformer_block_field": 1}
"""Methods that read what a transformer collected, and which of their arguments is that transformer."""
RELATIONS = frozenset(
    "get_children get_parents topological_traversal post_order_traversal get_block_keys root_block_usage_key".split()
)
"""What tells which blocks there are at the moment."""
_READS = frozenset(FIELDS) | RELATIONS | {"get_xblock_field"}
_ORDERING = frozenset({"sort", "reverse", "insert", "shuffle"})
_CHANGING = _ORDERING | frozenset(
    "append extend add update remove discard pop popitem clear setdefault appendleft popleft".split()
)
_COUNTERS = frozenset({"len", "sum", "enumerate", "Counter"})
_GATHERERS = frozenset({"list", "set", "tuple", "frozenset", "sorted", "iter"})
_TRANSFORMS = frozenset({"transform", "transform_block_filters"})


class Refused(Exception):
    """A transform that stays as it is: the line, counted from 1, and the reason."""

    def __init__(self, node: ast.AST, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = getattr(node, "lineno", 0), reason


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Names in a function: of what was `read` from the structure and not copied, and of what is `related` to blocks."""

    read: frozenset[str]
    related: frozenset[str]


class Scrutiny:
    """Goes through one transform and all that it calls in its file; `relations` are the places that ask for relations.

    `removals` are the calls that may remove.
    """

    def __init__(self, source: Python, transformer: Transformer, removals: set[ast.Call]) -> None:
        self._source, self._transformer, self._removals = source, transformer, removals
        self._seen: set[tuple[int, str]] = set()
        self.relations: list[ast.AST] = []

    def go(self, function: Function, structure: str = "") -> None:
        """Go through a function in which the structure goes by a name, "" where it gets none.

        :raises Refused: if it does more than read.
        """
        if (id(function), structure) in self._seen:
            return
        self._seen.add((id(function), structure))
        if structure:
            _check_arguments(function, structure)
        pieces = _pieces(function, structure)
        for statement in function.body:
            for node in ast.walk(statement):
                self._state(node, pieces)
                if structure:
                    self._structure(node, structure)
                if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
                    self._follow(node)

    # What is kept from block to block

    def _state(self, node: ast.AST, pieces: _Pieces) -> None:
        if isinstance(node, ast.Global | ast.Nonlocal):
            raise Refused(node, f"it keeps state in {', '.join(node.names)}, which is counted otherwise among filters")
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            raise Refused(node, f"it writes {self._source.segment(node)}")
        if isinstance(node, ast.Call):
            self._call(node, pieces)
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load) and _root(node) in pieces.read:
            raise Refused(node, f"it changes {_root(node)}, which is part of the structure")
        if isinstance(node, ast.AugAssign):
            if _root(node.target) in pieces.read:
                raise Refused(node, f"it changes {_root(node.target)}, which is part of the structure")
            if isinstance(node.op, ast.Add | ast.Sub) and self._is_for_each_block(node):
                raise Refused(node, "it counts blocks, and filters before it in a list have not run by then")

    def _call(self, node: ast.Call, pieces: _Pieces) -> None:
        name = _called(node)
        owner = _root(node.func.value) if isinstance(node.func, ast.Attribute) else None
        if name in _CHANGING and owner in pieces.read and isinstance(node.func, ast.Attribute):
            verb = "re-orders" if name in _ORDERING else "changes"
            raise Refused(node, f"it {verb} {owner}, which is part of the structure")
        if name == "shuffle" and any(_root(each) in pieces.read for each in node.args):
            raise Refused(node, "it re-orders what is part of the structure")
        if name in _COUNTERS and any(self._is_relation(each, pieces) for each in node.args):
            raise Refused(node, f"it counts blocks by {name}(), and other filters have not run by then")
        inner = self._inner_function(node)
        if inner is None:
            return
        if name == "next" and node.args:
            owner = _root(node.args[0])
        outside = owner is not None and owner not in _bound_in(inner)
        if outside and (name in _CHANGING or name == "next"):
            raise Refused(node, f"its condition keeps state by {name}(), which is counted otherwise among filters")

    def _inner_function(self, node: ast.AST) -> ast.AST | None:
        """Return the function inside the transform that a node stands in, None for the transform itself."""
        found = [
            each for each in self._source.ancestors(node) if isinstance(each, Function | ast.Lambda | ast.ClassDef)
        ]
        is_inside = len(found) > 1 and not isinstance(found[1], ast.ClassDef) and not isinstance(found[0], ast.ClassDef)
        return found[0] if is_inside else None

    def _is_for_each_block(self, node: ast.AST) -> bool:
        for around in self._source.ancestors(node):
            if isinstance(around, ast.For) and any(map(_names_relation, ast.walk(around.iter))):
                return True
            if isinstance(around, Function):
                return False
        return False

    def _is_relation(self, node: ast.expr, pieces: _Pieces) -> bool:
        """Whether an expression is made of blocks, rather than of what was collected of them."""
        for each in ast.walk(node):
            is_owner = isinstance(self._source.parents.get(each), ast.Attribute)
            if _names_relation(each) or (isinstance(each, ast.Name) and each.id in pieces.related and not is_owner):
                return True
        return False

    # What is done with the structure

    def _structure(self, node: ast.AST, structure: str) -> None:
        if not isinstance(node, ast.Name) or node.id != structure:
            return
        if not isinstance(node.ctx, ast.Load):
            raise Refused(node, f"{structure} is given another value")
        around = self._source.parents.get(node)
        match around:
            case ast.Attribute():
                self._method(around, structure)
            case ast.Call() | ast.keyword():
                self._handed(node, around, structure)
            case ast.Compare(ops=[ast.In() | ast.NotIn()]) | ast.For() | ast.comprehension() | ast.Subscript():
                self.relations.append(node)
                self._result(around)
            case _:
                raise Refused(node, f"{structure} gets another name, and can't be followed")

    def _method(self, node: ast.Attribute, structure: str) -> None:
        name = node.attr
        call = self._source.parents.get(node)
        called = call if isinstance(call, ast.Call) and call.func is node else None
        if called is not None and called in self._removals:
            return
        if name.startswith("remove_block"):
            raise Refused(node, f"it removes blocks by {name}() before its last statement, or as a part of one")
        if name.startswith(("set_", "override_", "remove_", "add_", "_add", "_set", "_prune", "request_")):
            raise Refused(node, f"it changes the structure, by {structure}.{name}()")
        if name not in _READS:
            raise Refused(node, f"what {structure}.{name}() does is not known")
        if name in RELATIONS:
            self.relations.append(node)
        if name in FIELDS:
            self._owner_of_fields(node, called)
        self._result(called or node)

    def _owner_of_fields(self, node: ast.Attribute, call: ast.Call | None) -> None:
        """See that fields are those of the transformer itself: others may be written by a transform that runs later."""
        index = FIELDS[node.attr]
        given = None
        if call is not None and len(call.args) > index:
            given = call.args[index]
        elif call is not None:
            given = next((each.value for each in call.keywords if each.arg == "transformer"), None)
        own = {"self", "cls", *(each.name for each in self._transformer.family)}
        if not isinstance(given, ast.Name) or given.id not in own:
            whose = self._source.segment(given) if given is not None else "another transformer"
            raise Refused(node, f"it reads fields of {whose}, whose transform() may run later than filters do")

    def _result(self, node: ast.AST) -> None:
        """See that what was read is not changed where it stands."""
        around = self._source.parents.get(node)
        while isinstance(around, ast.Subscript | ast.Attribute):
            if not isinstance(around.ctx, ast.Load):
                raise Refused(around, "it changes what it reads from the structure")
            call = self._source.parents.get(around)
            if isinstance(around, ast.Attribute) and around.attr in _CHANGING and isinstance(call, ast.Call):
                verb = "re-orders" if around.attr in _ORDERING else "changes"
                raise Refused(around, f"it {verb} what it reads from the structure, by {around.attr}()")
            around = self._source.parents.get(around)

    # Where the structure goes

    def _handed(self, node: ast.Name, around: ast.Call | ast.keyword, structure: str) -> None:
        call = self._source.parents.get(around) if isinstance(around, ast.keyword) else around
        if not isinstance(call, ast.Call):
            raise Refused(node, f"{structure} is handed on, and can't be followed")
        if _called(call) in _TRANSFORMS:
            raise Refused(node, f"it runs {self._source.segment(call.func)}() of another transformer")
        if isinstance(call.func, ast.Name) and call.func.id in _GATHERERS:
            self.relations.append(node)
            return
        function, skipped = self._callee(call.func)
        if function is None:
            raise Refused(
                node, f"{structure} is handed to {self._source.segment(call.func)}(), which is not in this file"
            )
        name = _parameter(function, call, around if isinstance(around, ast.keyword) else node, skipped)
        if name is None:
            raise Refused(node, f"what {function.name}() calls the {structure} that it is handed can't be told")
        self.go(function, name)

    def _follow(self, node: ast.Attribute | ast.Name) -> None:
        """Go through a method that is called without the structure, or is a condition: it may keep state."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            function, _ = self._callee(node)
            if function is not None and function.name not in _TRANSFORMS:
                self.go(function)

    def _callee(self, node: ast.expr) -> tuple[Function | None, int]:
        """Return the function that an expression means, and how many of its parameters are given by the way."""
        if isinstance(node, ast.Name):
            for around in (*self._source.ancestors(node), self._source.tree):
                for each in getattr(around, "body", ()) if isinstance(around, Function | ast.Module) else ():
                    if isinstance(each, Function) and each.name == node.id:
                        return each, 0
            return None, 0
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return None, 0
        owner = node.value.id
        if owner in ("self", "cls"):
            found = self._transformer.method(node.attr)
        else:
            local = [each for each in self._transformer.family if each.name == owner]
            found = own_method(local[0], node.attr) if local else None
        if found is None:
            return None, 0
        kinds = {each.id for each in found.decorator_list if isinstance(each, ast.Name)}
        if "staticmethod" in kinds:
            return found, 0
        return found, 1 if owner in ("self", "cls") or "classmethod" in kinds else 0


def _parameter(function: Function, call: ast.Call, given: ast.expr | ast.keyword, skipped: int) -> str | None:
    if any(isinstance(each, ast.Starred) for each in call.args) or any(each.arg is None for each in call.keywords):
        return None
    if isinstance(given, ast.keyword):
        every = [*parameters(function), *(each.arg for each in function.args.kwonlyargs)]
        return given.arg if given.arg in every else None
    index = next(place for place, each in enumerate(call.args) if each is given) + skipped
    named = parameters(function)
    return named[index] if index < len(named) else None


def _check_arguments(function: Function, structure: str) -> None:
    inner = (each for statement in function.body for each in ast.walk(statement))
    for node in inner:
        if isinstance(node, ast.arg) and node.arg == structure:
            raise Refused(node, f"{structure} means something else inside")


def _pieces(function: Function, structure: str) -> _Pieces:
    read, related = set[str](), {structure}
    for node in ast.walk(function):
        match node:
            case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name))):
                if owner == structure and name in _READS:
                    names = {each.id for each in node.targets if isinstance(each, ast.Name)}
                    read |= names
                    related |= names if name in RELATIONS else set()
    return _Pieces(frozenset(read), frozenset(related))


def _names_relation(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in RELATIONS - {"root_block_usage_key"}


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _bound_in(node: ast.AST) -> set[str]:
    """Return the names that a function or lambda binds itself."""
    found = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    stored: Iterator[ast.Name] = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return found | {each.id for each in stored if not isinstance(each.ctx, ast.Load)}
