"""Finding the classes of one source that are block-structure transformers, and what each says of itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.names.dotted import last_part
from codemods.sources.python import Python

BASE = "BlockStructureTransformer"
MIXIN = "FilteringTransformerMixin"
_ROOTS = frozenset({BASE, MIXIN})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Transformer:
    """One class: its `node`, its `bases` that stand in the same file, and `root`.

    `root` is the expression that names the framework's class, in this class or in one of `bases`; None for the
    framework's own class.
    """

    node: ast.ClassDef
    bases: tuple[ast.ClassDef, ...]
    root: ast.expr | None

    @property
    def name(self) -> str:
        """What the class is called."""
        return self.node.name

    @property
    def family(self) -> tuple[ast.ClassDef, ...]:
        """The class and its bases of this file, the nearest first."""
        return (self.node, *self.bases)

    def method(self, name: str) -> Function | None:
        """Return the method that an instance answers to a name with, as far as this file tells."""
        return next((found for each in self.family if (found := own_method(each, name)) is not None), None)

    def mixes_in(self) -> bool:
        """Whether it is a filtering transformer already, as far as this file tells."""
        return any(_called(base) == MIXIN for each in self.family for base in each.bases)

    def label(self) -> str | None:
        """Return what `name()` returns, None where that is no literal."""
        method = self.method("name")
        returned = [] if method is None else [each for each in ast.walk(method) if isinstance(each, ast.Return)]
        match returned:
            case [ast.Return(value=ast.Constant(value=str() as text))]:
                return text
        return None


def own_method(node: ast.ClassDef, name: str) -> Function | None:
    """Return the method of this name that stands in a class itself, the last if there are several."""
    found = [each for each in node.body if isinstance(each, Function) and each.name == name]
    return found[-1] if found else None


def transformers_in(source: Python) -> list[Transformer]:
    """Return the transformers of a source, in its order."""
    classes = [each for each in ast.walk(source.tree) if isinstance(each, ast.ClassDef)]
    by_name = {each.name: each for each in classes}
    found = (_transformer(source, each, by_name) for each in sorted(classes, key=lambda node: node.lineno))
    return [each for each in found if each is not None]


def _transformer(source: Python, node: ast.ClassDef, known: dict[str, ast.ClassDef]) -> Transformer | None:
    if node.name in _ROOTS:
        return Transformer(node, (), None)
    pending, bases = [node], list[ast.ClassDef]()
    while pending:
        each = pending.pop(0)
        for base in each.bases:
            local = known.get(base.id) if isinstance(base, ast.Name) else None
            if local is not None and local.name not in _ROOTS:
                if local is not node and local not in bases:
                    bases.append(local)
                    pending.append(local)
            elif _is_root(source, base):
                return Transformer(node, tuple(bases), base)
    return None


def _is_root(source: Python, base: ast.expr) -> bool:
    return last_part(source.names.meaning(base) or "") in _ROOTS or _called(base) in _ROOTS


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def parameters(function: Function) -> list[str]:
    """Return the names of the parameters that may be given by position."""
    return [each.arg for each in (*function.args.posonlyargs, *function.args.args)]


def structure_of(function: Function) -> str | None:
    """Return what `transform` calls the structure, its third parameter; None where it takes anything else."""
    named = parameters(function)
    arguments = function.args
    return named[2] if len(named) == 3 and not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs) else None


def own_statements(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body without those of the functions and classes inside it."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            pending += ast.iter_child_nodes(node)
