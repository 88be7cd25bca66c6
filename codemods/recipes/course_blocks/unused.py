"""Which imports of a module nobody needs any more once some of its expressions have gone."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from codemods.names.scopes import Import
from codemods.needles import words
from codemods.plans.tree import Tree
from codemods.recipes.course_blocks.landscape import Landscape, Module


def unused_imports(tree: Tree, landscape: Landscape, module: Module, gone: Iterable[ast.expr]) -> list[Import]:
    """Return the imports of which only what goes made use, and which no other module of the tree takes from here."""
    names = module.source.names
    inside = {id(node) for each in gone for node in ast.walk(each)}
    going = []
    for imported in (each for several in names.top.imports.values() for each in several):
        uses = list(names.uses(imported))
        if uses and all(id(use.root) in inside for use in uses):
            going.append(imported)
    return [
        each for each in going if not _is_exported(module, each.bound) and not _taken(tree, landscape, module, each)
    ]


def _is_exported(module: Module, name: str) -> bool:
    return any(name == each.value for each in module.source.literals.holding(name))


def _taken(tree: Tree, landscape: Landscape, module: Module, imported: Import) -> bool:
    """Whether another module imports a name from here, reaches it by a dotted name, or patches it by a string."""
    name = imported.bound
    dotted = f"{module.name}.{name}"
    for path in tree.holding(words(name)):
        other = landscape.module_at(path) if path.endswith(".py") and path != module.path else None
        if other is None:
            continue
        names = other.source.names
        if any(each.target == dotted or (each.target == module.name and each.bound == "*") for each in names.imports):
            return True
        meant = (meaning for each in names.references for meaning in names.meanings(each))
        if any(meaning == dotted or meaning.startswith(f"{dotted}.") for meaning in meant):
            return True
        if other.source.literals.holding(dotted):
            return True
    return False
