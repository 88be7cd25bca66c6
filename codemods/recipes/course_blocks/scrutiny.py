"""What a transform does with the structure besides removing blocks from it.

A transform becomes a list of filters only where this changes nothing: it may read what was collected, and must not
write, count, order, keep or hand on the structure to where it can't be followed. Methods of the class and functions
of the file that it hands the structure to are followed.
"""

from __future__ import annotations

import ast

from codemods.recipes.course_blocks.keeping import CHANGING, FIELDS, ORDERING, READS, RELATIONS, Refused, State, called
from codemods.recipes.course_blocks.transformers import Function, Transformer, own_method, parameters
from codemods.sources.python import Python

_GATHERERS = frozenset({"list", "set", "tuple", "frozenset", "sorted", "iter"})
_TRANSFORMS = frozenset({"transform", "transform_block_filters"})


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
        state = State(self._source, function, structure)
        for statement in function.body:
            for node in ast.walk(statement):
                state.check(node)
                if structure:
                    self._structure(node, structure)
                if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
                    self._follow(node)

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
        if "filter" in name:
            raise Refused(node, f"it has a filter of its own, by {name}()")
        if name not in READS:
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
            if isinstance(around, ast.Attribute) and around.attr in CHANGING and isinstance(call, ast.Call):
                verb = "re-orders" if around.attr in ORDERING else "changes"
                raise Refused(around, f"it {verb} what it reads from the structure, by {around.attr}()")
            around = self._source.parents.get(around)

    # Where the structure goes

    def _handed(self, node: ast.Name, around: ast.Call | ast.keyword, structure: str) -> None:
        call = self._source.parents.get(around) if isinstance(around, ast.keyword) else around
        if not isinstance(call, ast.Call) or call.func is node:
            raise Refused(node, f"{structure} is handed on, and can't be followed")
        if called(call) in _TRANSFORMS:
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
