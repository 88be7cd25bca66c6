"""What a function keeps, changes or counts while it goes over blocks, in the words of a structure's methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.recipes.course_blocks.reading import names_of_what_is_read, root_of
from codemods.recipes.course_blocks.transformers import Function, parameters
from codemods.sources.python import Python

FIELDS = {"get_transformer_data": 0, "get_transformer_block_data": 1, "get_transformer_block_field": 1}
"""Methods that read what a transformer collected, and which of their arguments is that transformer."""
RELATIONS = frozenset(
    "get_children get_parents topological_traversal post_order_traversal get_block_keys root_block_usage_key".split()
)
"""What tells which blocks there are at the moment."""
READS = frozenset(FIELDS) | RELATIONS | {"get_xblock_field"}
ORDERING = frozenset({"sort", "reverse", "insert", "shuffle"})
CHANGING = ORDERING | frozenset(
    "append extend add update remove discard pop popitem clear setdefault appendleft popleft".split()
)
"""Methods of containers that change them; the first of them by their order."""
_WRITERS = frozenset({"setattr", "delattr", "__setattr__", "__delattr__"})
_NEXT = frozenset({"next", "__next__"})
_COUNTERS = frozenset({"len", "sum", "enumerate", "Counter", "islice"})


class Refused(Exception):
    """A transform that stays as it is: the line, counted from 1, and the reason."""

    def __init__(self, node: ast.AST, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = getattr(node, "lineno", 0), reason


class State:
    """What may not be done in one function.

    `_read` are the names of what was read from the structure and not copied, `_related` of what is made of blocks,
    `_shared` of what others see, too.
    """

    def __init__(self, source: Python, function: Function, structure: str) -> None:
        self._source = source
        self._shared = {"self", "cls", *(name for name in parameters(function) if name != structure)}
        self._read = names_of_what_is_read(function, structure, READS)
        self._related = {structure}
        for node in ast.walk(function):
            match node:
                case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name))):
                    if owner == structure and name in RELATIONS:
                        self._related |= {each.id for each in node.targets if isinstance(each, ast.Name)}

    def check(self, node: ast.AST) -> None:
        """Check one node.

        :raises Refused: if it keeps, changes or counts.
        """
        if isinstance(node, ast.Global | ast.Nonlocal):
            raise Refused(node, f"it keeps state in {', '.join(node.names)}, which is counted otherwise among filters")
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            raise Refused(node, f"it writes {self._source.segment(node)}")
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            self._changed(node, root_of(node), "changes")
            self._kept(node, root_of(node))
        if isinstance(node, ast.Assign | ast.AugAssign):
            self._counted(node)
        if isinstance(node, ast.Call):
            self._call(node)

    def _changed(self, node: ast.AST, name: str | None, verb: str) -> None:
        if name in self._read:
            raise Refused(node, f"it {verb} {name}, which is part of the structure")
        if name in self._shared:
            raise Refused(node, f"it {verb} {name}, which others see, too")

    def _kept(self, node: ast.AST, name: str | None) -> None:
        """See that a condition writes into nothing that outlives its call."""
        inner = self._inner_function(node)
        if inner is not None and name is not None and name not in _bound_in(inner):
            raise Refused(node, f"its condition keeps state in {name}, which is counted otherwise among filters")

    def _counted(self, node: ast.Assign | ast.AugAssign) -> None:
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
        name = root_of(target)
        if isinstance(node, ast.AugAssign):
            self._changed(node, name, "changes")
            operator: ast.operator | None = node.op
        else:
            value = node.value
            same = isinstance(value, ast.BinOp) and name in (root_of(value.left), root_of(value.right))
            operator = value.op if same and isinstance(value, ast.BinOp) else None
        if isinstance(operator, ast.Add | ast.Sub) and self._is_for_each_block(node):
            raise Refused(node, "it counts blocks, and filters before it in a list have not run by then")

    def _call(self, node: ast.Call) -> None:
        name = called(node)
        if name in _WRITERS and node.args and root_of(node.args[0]) in self._shared:
            raise Refused(node, f"it writes {self._source.segment(node.args[0])}, by {name}()")
        owner = root_of(node.func.value) if isinstance(node.func, ast.Attribute) else None
        if name in CHANGING and owner is not None and isinstance(node.func, ast.Attribute):
            self._changed(node, owner, "re-orders" if name in ORDERING else "changes")
        if name == "shuffle" and any(root_of(each) in self._read for each in node.args):
            raise Refused(node, "it re-orders what is part of the structure")
        if name in _COUNTERS and any(self._is_relation(each) for each in node.args):
            raise Refused(node, f"it counts blocks by {name}(), and other filters have not run by then")
        inner = self._inner_function(node)
        if inner is None:
            return
        if name in _NEXT and node.args:
            owner = root_of(node.args[0])
        outside = owner is not None and owner not in _bound_in(inner)
        if outside and (name in CHANGING | _NEXT):
            raise Refused(node, f"its condition keeps state by {name}(), which is counted otherwise among filters")

    def _inner_function(self, node: ast.AST) -> ast.AST | None:
        """Return the function inside the transform that a node stands in, None for the transform itself."""
        kinds = Function | ast.Lambda | ast.ClassDef
        found = [each for each in self._source.ancestors(node) if isinstance(each, kinds)]
        is_inside = len(found) > 1 and not isinstance(found[1], ast.ClassDef) and not isinstance(found[0], ast.ClassDef)
        return found[0] if is_inside else None

    def _is_for_each_block(self, node: ast.AST) -> bool:
        for around in self._source.ancestors(node):
            if isinstance(around, ast.For) and self._is_relation(around.iter):
                return True
            if isinstance(around, Function):
                return False
        return False

    def _is_relation(self, node: ast.expr) -> bool:
        """Whether an expression is made of blocks, rather than of what was collected of them."""
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute) and each.attr in RELATIONS - {"root_block_usage_key"}:
                return True
            is_owner = isinstance(self._source.parents.get(each), ast.Attribute)
            if isinstance(each, ast.Name) and each.id in self._related and not is_owner:
                return True
        return False


def called(call: ast.Call) -> str:
    """Return the last name of what is called, "" where that is no name."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _bound_in(node: ast.AST) -> set[str]:
    """Return the names that a function or lambda binds itself, each time that it is called."""
    stored = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    lasting = {name for each in ast.walk(node) if isinstance(each, ast.arguments) for name in _with_default(each)}
    return {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)} - lasting | stored


def _with_default(arguments: ast.arguments) -> Iterator[str]:
    """Yield the parameters whose default is made once, and lasts from call to call."""
    places = [*arguments.posonlyargs, *arguments.args]
    yield from (each.arg for each in places[len(places) - len(arguments.defaults) :])
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    yield from (each.arg for each, default in keywords if default is not None)
