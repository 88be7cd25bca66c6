"""All transformers of a tree, found from wherever they are spoken of."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from codemods.errors import SourceUnreadable
from codemods.names.dotted import is_inside, last_part, parent
from codemods.needles import Needles, words
from codemods.plans.model import Noted
from codemods.plans.tree import Tree
from codemods.recipes.course_blocks.transformers import BASE, MIXIN, Transformer, transformers_in
from codemods.sources.opening import Opened
from codemods.sources.python import Python

_NEEDLES = words(BASE, MIXIN, "SupportedFieldType")
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A transformer and the module that defines it: its path and its dotted name."""

    transformer: Transformer
    module: Module

    @property
    def dotted(self) -> str:
        """The class by its whole name."""
        return f"{self.module.name}.{self.transformer.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """One Python file of the tree."""

    path: str
    opened: Opened
    source: Python

    @property
    def name(self) -> str:
        """The dotted name under which it is imported."""
        return self.source.module

    @property
    def is_test(self) -> bool:
        """Whether it holds tests, or what only tests use. `split_test` is no test: Open edX calls a block so."""
        parts = self.name.split(".")
        return any(each in ("tests", "test", "testing", "conftest") or each.startswith("test_") for each in parts)


@dataclass(eq=False)
class Landscape:
    """A tree, read as far as transformers go; `unread` are the files that can't be parsed."""

    tree: Tree
    unread: list[Noted] = field(default_factory=list)
    _opened: dict[str, Module | None] = field(default_factory=dict)
    _by_name: dict[str, Found] = field(default_factory=dict)

    @cached_property
    def modules(self) -> list[Module]:
        """The Python files that speak of transformers, or of fields that these serve."""
        names = {found.transformer.name for found in self.transformers}
        found = {module.path: module for module in self._defining}
        found.update({each.path: each for each in (self._holding(words(*names)) if names else ())})
        return [module for _, module in sorted(found.items())]

    @cached_property
    def _defining(self) -> list[Module]:
        return list(self._holding(_NEEDLES))

    def _holding(self, needles: Needles) -> Iterator[Module]:
        for path in self.tree.holding(needles):
            module = self.module_at(path) if path.endswith(".py") else None
            if module is not None:
                yield module

    @cached_property
    def transformers(self) -> list[Found]:
        """Every transformer but the framework's own classes, tests left out."""
        for module in self._defining:
            if not module.is_test:
                self._add(Found(each, module) for each in transformers_in(module.source) if each.root is not None)
        fresh = set(self._by_name)
        while fresh:
            names = {last_part(dotted) for dotted in fresh}
            fresh = set()
            for module in self._holding(words(*names)):
                if not module.is_test:
                    fresh |= self._add(self._below(module))
        return list(self._by_name.values())

    def _add(self, found: Iterable[Found]) -> set[str]:
        """Take in transformers; return the names of those that are new."""
        fresh = {each.dotted: each for each in found if each.dotted not in self._by_name}
        self._by_name.update(fresh)
        return set(fresh)

    def _below(self, module: Module) -> Iterator[Found]:
        """Yield the classes of a module of which a base is a transformer of another module, known by now."""
        for node in ast.walk(module.source.tree):
            above = [self.meant(module.source, base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            first = next(filter(None, above), None)
            if isinstance(node, ast.ClassDef) and first is not None:
                yield Found(Transformer(node, first.transformer.family, first.transformer.root), module)

    @cached_property
    def framework(self) -> Module | None:
        """The module that defines the base of all transformers, if it is in the tree."""
        for module in self._defining:
            if any(each.name == BASE for each in transformers_in(module.source)):
                return module
        return None

    def module_at(self, path: str) -> Module | None:
        """Return the module in a file, None where that is none, or can't be parsed."""
        if path not in self._opened:
            self._opened[path] = self._open(path)
        return self._opened[path]

    def _open(self, path: str) -> Module | None:
        if not self.tree.exists(path):
            return None
        try:
            opened = self.tree.open(path)
        except SourceUnreadable as fault:
            self.unread.append(Noted(path, fault.line, f"it can't be parsed: {fault.reason}"))
            return None
        if opened is None or not isinstance(opened.source, Python):
            return None
        return Module(path, opened, opened.source)

    def transformer(self, dotted: str | None) -> Found | None:
        """Return the transformer of a dotted name, among those found by now.

        It is looked for through modules that pass it on, and by either name of a file that is imported under two.
        """
        for _ in range(_DEPTH):
            if dotted is None:
                return None
            if dotted in self._by_name:
                return self._by_name[dotted]
            ending = [found for name, found in self._by_name.items() if name.endswith(f".{dotted}")]
            if len(ending) == 1:
                return ending[0]
            dotted = self._passed_on(dotted)
        return None

    def meant(self, source: Python, node: ast.expr) -> Found | None:
        """Return the transformer that an expression of a source names."""
        if isinstance(node, ast.Name) and not source.names.top.imports.get(node.id):
            return self._by_name.get(f"{source.module}.{node.id}")
        return self.transformer(source.names.meaning(node))

    def _passed_on(self, dotted: str) -> str | None:
        """Return what a name means in the module that it is asked of."""
        module = self.module(parent(dotted))
        if module is None:
            return None
        names = module.source.names
        bound = names.top.imports.get(last_part(dotted), [])
        return bound[0].target if len(bound) == 1 and bound[0].target != dotted else None

    def module(self, dotted: str) -> Module | None:
        """Return a module of the tree by its dotted name."""
        if not dotted:
            return None
        stem = dotted.replace(".", "/")
        for ending in (f"{stem}.py", f"{stem}/__init__.py"):
            for path in self.tree.paths:
                if path == ending or path.endswith(f"/{ending}"):
                    found = self.module_at(path)
                    if found is not None and is_inside(found.name, dotted):
                        return found
        return None

    def has_package(self, name: str) -> bool:
        """Whether the tree holds a package, or module, of this name on its uppermost level."""
        return any(
            path.startswith(f"{name}/") or f"/{name}/" in path or path == f"{name}.py" for path in self.tree.paths
        )

    def text_of(self, source: Python, node: ast.expr, own: Transformer | None = None) -> str | None:
        """Return the text that an expression stands for: a literal, or one that a transformer or the module names.

        `own` is the transformer that `self` and `cls` mean. None where that can't be told.
        """
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            return _constant(source.tree.body, node.id)
        if not isinstance(node, ast.Attribute):
            return None
        owner = node.value
        if own is not None and isinstance(owner, ast.Name) and owner.id in ("self", "cls", own.name):
            return next(filter(None, (_constant(each.body, node.attr) for each in own.family)), None)
        found = self.meant(source, owner)
        if found is None:
            return None
        family = found.transformer.family
        return next(filter(None, (_constant(each.body, node.attr) for each in family)), None)


def _constant(body: list[ast.stmt], name: str) -> str | None:
    """Return the text that a name is bound to, once, in a module or a class."""
    values = [
        each.value
        for each in body
        if isinstance(each, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in each.targets)
    ]
    match values:
        case [ast.Constant(value=str() as text)]:
            return text
    return None
