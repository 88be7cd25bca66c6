"""The inventory of course-block transformers: of each its versions, its form, and how lists come by it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping

from codemods.codemod import Option, Options
from codemods.inventory.listing import Listing, Thing
from codemods.plans.model import Noted
from codemods.plans.tree import Tree
from codemods.recipes.course_blocks.checking import faults, late_reads
from codemods.recipes.course_blocks.contract import contract_of
from codemods.recipes.course_blocks.declaring.finding import declarations
from codemods.recipes.course_blocks.declaring.model import EntryPoint
from codemods.recipes.course_blocks.filtering import convert, may_filter
from codemods.recipes.course_blocks.keeping import Refused
from codemods.recipes.course_blocks.landscape import Found, Landscape
from codemods.recipes.course_blocks.lists import HardCoded, lists_in
from codemods.recipes.course_blocks.rephrasing import FILTERS
from codemods.recipes.course_blocks.transformers import own_method, transformers_in
from codemods.recipes.course_blocks.versions import OLD, READ, WRITE
from codemods.recipes.course_blocks.writing import accesses

OPTIONS = (
    Option("group", "the entry point group in which all transformers are", "openedx.block_structure_transformer"),
)


def look(tree: Tree, options: Options) -> Listing:
    """Return the transformers of a tree by state, and what is wrong among them."""
    landscape = Landscape(tree)
    points = [point for file in declarations(tree, landscape.unread) for point in file.entry_points()]
    made = _hard_coded(landscape)
    registered, runners = _registered(landscape, points), _run_by(landscape)
    every = [access for found in landscape.transformers for access in accesses(landscape, found)]
    late = {
        access.found.dotted: f"it reads {access.field!r}, which {writer} writes" for access, writer in late_reads(every)
    }
    things = [
        Thing(
            found.module.path,
            found.transformer.node.lineno,
            found.transformer.name,
            {
                "versions": _versions(found),
                "form": _form(found, late),
                "comes by": _way(found, registered, made, runners),
            },
        )
        for found in sorted(landscape.transformers, key=lambda each: (each.module.path, each.transformer.node.lineno))
    ]
    found_faults = faults(landscape, points, options["group"])
    return Listing(tuple(things), tuple(sorted({*found_faults, *landscape.unread}, key=_order)))


def contract(tree: Tree, options: Options) -> str:
    """Return the import contract of the migration, made for a tree.

    :raises CodemodError: if the framework is not in the tree.
    """
    return contract_of(Landscape(tree))


def _order(note: Noted) -> tuple[str, int, str]:
    return note.path, note.line, note.reason


def _versions(found: Found) -> str:
    bound = {
        name.id
        for each in found.transformer.node.body
        for name in ast.walk(each)
        if isinstance(each, ast.Assign | ast.AnnAssign) and isinstance(name, ast.Name)
    }
    if {WRITE, READ} <= bound:
        return "parted"
    return "one" if OLD in bound else "inherited"


def _form(found: Found, late: Mapping[str, str]) -> str:
    transformer = found.transformer
    if own_method(transformer.node, FILTERS) is not None:
        return "filters"
    if not may_filter(transformer):
        return "transforms" if _does_something(found) else "collects"
    try:
        convert(found.module.source, transformer, transformers_in(found.module.source))
    except Refused as fault:
        return f"removes and more: line {fault.line}: {fault.reason}"
    return f"must run late: {late[found.dotted]}" if found.dotted in late else "could filter"


def _does_something(found: Found) -> bool:
    method = found.transformer.method("transform")
    return method is not None and not all(isinstance(each, ast.Pass | ast.Expr) for each in method.body)


def _registered(landscape: Landscape, points: list[EntryPoint]) -> dict[str, list[EntryPoint]]:
    known: dict[str, list[EntryPoint]] = defaultdict(list)
    for point in points:
        found = landscape.transformer(point.dotted)
        if found is not None:
            known[found.dotted].append(point)
    return known


def _hard_coded(landscape: Landscape) -> dict[str, str]:
    """Return the list that makes each transformer, by its name."""
    made: dict[str, str] = {}
    for module in landscape.modules:
        for found in [] if module.is_test else lists_in(landscape, module):
            if isinstance(found, HardCoded):
                made.update({each.found.dotted: f"{found.label} of {module.path}" for each in found.elements})
    return made


def _run_by(landscape: Landscape) -> dict[str, str]:
    """Return the transformer that speaks of each one, by the name of the latter, where that is another."""
    runners: dict[str, str] = {}
    classes = {id(each.transformer.node): each for each in landscape.transformers}
    for module in landscape.modules:
        for reference in module.source.names.references:
            around = (classes.get(id(node)) for node in module.source.ancestors(reference.node))
            runner = next(filter(None, around), None)
            found = landscape.meant(module.source, reference.node) if runner is not None else None
            if runner is None or found in (None, runner) or reference.node in runner.transformer.node.bases:
                continue
            assert found is not None
            runners.setdefault(found.dotted, runner.transformer.name)
    return runners


def _way(found: Found, registered: dict[str, list[EntryPoint]], made: dict[str, str], runners: dict[str, str]) -> str:
    groups = ", ".join(sorted({each.group for each in registered.get(found.dotted, ())}))
    if found.dotted in made:
        return f"hard-coded list: {made[found.dotted]}"
    if groups:
        return f"entry point: {groups}"
    return f"another transformer: {runners[found.dotted]}" if found.dotted in runners else "nothing in this tree"
