"""The resolver: one walk over a syntax tree tells which imported thing each name means.

It does what LibCST's `QualifiedNameProvider` is mostly used for, on `ast`, at a small part of the cost.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from codemods.names.dotted import absolute, chain, first_part
from codemods.names.scopes import Import, Scope


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A name, with the attributes that follow it: `a.b.c`, longest as it stands; `root` is its first name."""

    node: ast.Name | ast.Attribute
    root: ast.Name
    parts: tuple[str, ...]
    scope: Scope

    def prefix(self, length: int) -> ast.Name | ast.Attribute:
        """Return the node of the first parts."""
        node: ast.expr = self.node
        for _ in range(len(self.parts) - length):
            assert isinstance(node, ast.Attribute)
            node = node.value
        assert isinstance(node, ast.Name | ast.Attribute)
        return node


class Names:
    """What a source imports, and every name in it."""

    def __init__(self, top: Scope, imports: list[Import], references: list[Reference]) -> None:
        self.top, self.imports, self.references = top, imports, references
        self._by_node = {id(reference.node): reference for reference in references}

    def sources(self, reference: Reference) -> tuple[list[Import], bool]:
        """Return the imports that a reference may mean, and whether it may mean something else besides."""
        scope = reference.scope.lookup(reference.root.id)
        if scope is None:
            return [], False
        return scope.imports.get(reference.root.id, []), reference.root.id in scope.others

    def meanings(self, reference: Reference) -> set[str]:
        """Return the dotted names that a reference may stand for, as far as imports tell."""
        imports, _ = self.sources(reference)
        rest = reference.parts[1:]
        return {".".join([each.meaning, *rest]) for each in imports if each.meaning}

    def meaning(self, node: ast.expr) -> str | None:
        """Return the one dotted name that an expression stands for; None where that is not sure."""
        reference = self._by_node.get(id(node))
        if reference is None:
            found = chain(node)
            return None if found is None else self._part(node, found[0])
        return self._sure(reference)

    def _part(self, node: ast.expr, root: ast.Name) -> str | None:
        """Return the meaning of a chain that is the beginning of a longer one."""
        whole = next((each for each in self.references if each.root is root), None)
        found = chain(node)
        if whole is None or found is None:
            return None
        sure = self._sure(whole)
        return (
            None
            if sure is None
            else ".".join(sure.split(".")[: len(sure.split(".")) - len(whole.parts) + len(found[1])])
        )

    def _sure(self, reference: Reference) -> str | None:
        found = self.meanings(reference)
        return found.pop() if len(found) == 1 and not self.sources(reference)[1] else None

    def uses(self, imported: Import) -> Iterator[Reference]:
        """Yield the references that may mean what an import binds."""
        for reference in self.references:
            if reference.root.id == imported.bound and imported in self.sources(reference)[0]:
                yield reference


def resolve(tree: ast.Module, package: str, siblings: frozenset[str] = frozenset()) -> Names:
    """Walk over a tree; `package` is the dotted name that relative imports start from, "" if unknown.

    `siblings` are the names that imports without dots find in this package first.
    """
    walk = _Walk(package, siblings)
    top = Scope(tree, None)
    walk.all(tree.body, top)
    return Names(top, walk.imports, walk.references)


class _Walk:
    def __init__(self, package: str, siblings: frozenset[str]) -> None:
        self._package, self._siblings = package, siblings
        self.imports: list[Import] = []
        self.references: list[Reference] = []
        self._handlers: dict[type[ast.AST], Callable[[ast.AST, Scope], None]] = {
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.Lambda: self._lambda,
            ast.ClassDef: self._class,
            ast.Global: self._global,
            ast.Nonlocal: self._global,
            ast.ExceptHandler: self._handler,
            ast.MatchAs: self._capture,
            ast.MatchStar: self._capture,
            ast.MatchMapping: self._capture,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.DictComp: self._comprehension,
            ast.Constant: self._nothing,
        }

    def all(self, nodes: Iterable[ast.AST], scope: Scope) -> None:
        for node in nodes:
            self.visit(node, scope)

    def visit(self, node: ast.AST, scope: Scope) -> None:
        handler = self._handlers.get(type(node))
        if handler is not None:
            handler(node, scope)
        else:
            self._children(node, scope)

    def _children(self, node: ast.AST, scope: Scope) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                self.visit(value, scope)
            elif isinstance(value, list):
                for each in value:
                    if isinstance(each, ast.AST):
                        self.visit(each, scope)

    def _nothing(self, node: ast.AST, scope: Scope) -> None:
        pass

    def _name(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.Name)
        if isinstance(node.ctx, ast.Load):
            self.references.append(Reference(node, node, (node.id,), scope))
        else:
            scope.home(node.id).others.add(node.id)

    def _attribute(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.Attribute)
        found = chain(node)
        if found is not None:
            self.references.append(Reference(node, *found, scope))
            return
        value: ast.expr = node
        while isinstance(value, ast.Attribute):
            value = value.value
        self.visit(value, scope)

    def _import(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.Import)
        for alias in node.names:
            bound = alias.asname or first_part(alias.name)
            target = self._full(alias.name)
            self._bind(scope, node, alias, target, bound, target if alias.asname else self._full(bound))

    def _import_from(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.ImportFrom)
        module = absolute(node.module, node.level, self._package)
        module = self._full(module) if module and not node.level else module
        for alias in node.names:
            target = f"{module}.{alias.name}" if module and alias.name != "*" else module
            self._bind(scope, node, alias, target, alias.asname or alias.name, target)

    def _full(self, name: str) -> str:
        """Return the name in full of what an import without dots speaks of."""
        return f"{self._package}.{name}" if first_part(name) in self._siblings else name

    def _bind(
        self,
        scope: Scope,
        statement: ast.Import | ast.ImportFrom,
        alias: ast.alias,
        target: str | None,
        bound: str,
        meaning: str | None,
    ) -> None:
        home = scope.home(bound)
        imported = Import(statement, alias, target, bound, meaning, home)
        self.imports.append(imported)
        home.imports.setdefault(bound, []).append(imported)

    def _function(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        scope.home(node.name).others.add(node.name)
        self.all(node.decorator_list, scope)
        inner = self._signature(node, node.args, scope)
        for each in (*getattr(node, "type_params", ()), *([node.returns] if node.returns else [])):
            self.visit(each, scope)
        self.all(node.body, inner)

    def _lambda(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.Lambda)
        self.visit(node.body, self._signature(node, node.args, scope))

    def _signature(self, node: ast.AST, arguments: ast.arguments, scope: Scope) -> Scope:
        inner = Scope(node, scope)
        self.all([*arguments.defaults, *filter(None, arguments.kw_defaults)], scope)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        for each in filter(None, every):
            inner.others.add(each.arg)
            if each.annotation:
                self.visit(each.annotation, scope)
        return inner

    def _class(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.ClassDef)
        scope.home(node.name).others.add(node.name)
        self.all([*node.decorator_list, *node.bases, *node.keywords, *getattr(node, "type_params", ())], scope)
        self.all(node.body, Scope(node, scope, is_class=True))

    def _global(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.Global | ast.Nonlocal)
        scope.foreign.update(dict.fromkeys(node.names, isinstance(node, ast.Global)))

    def _handler(self, node: ast.AST, scope: Scope) -> None:
        assert isinstance(node, ast.ExceptHandler)
        if node.name:
            scope.home(node.name).others.add(node.name)
        self._children(node, scope)

    def _capture(self, node: ast.AST, scope: Scope) -> None:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if name:
            scope.home(name).others.add(name)
        self._children(node, scope)

    def _comprehension(self, node: ast.AST, scope: Scope) -> None:
        self._children(node, Scope(node, scope))
