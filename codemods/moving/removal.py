"""Taking out shims that nobody needs any more, and telling who needs the others."""

from __future__ import annotations

from collections.abc import Iterator

from codemods.moving.layout import Layout
from codemods.moving.references import find_references, lines_of
from codemods.moving.shims import Shim, find_shims
from codemods.names.dotted import Renames, is_inside
from codemods.plans.model import Noted, Plan
from codemods.plans.tree import Tree
from codemods.renaming.phrases import is_weak


def plan_removal(tree: Tree) -> Plan:
    """Return the plan that deletes the shims to which nothing leads; those of packages with what is below them."""
    layout = Layout(tree)
    shims = sorted(find_shims(tree))
    paths = frozenset(shim.path for shim in shims)
    users = {shim: list(_users(layout, shim, paths)) for shim in shims}
    needed = {shim for shim, found in users.items() if any(not is_weak(each.reason) for each in found)}
    needed |= {shim for shim in shims if any(is_inside(other.old, shim.old) for other in needed)}
    gone = tuple(shim.path for shim in shims if shim not in needed)
    return Plan(deletions=gone, left=tuple(sorted({each for found in users.values() for each in found})))


def _users(layout: Layout, shim: Shim, shims: frozenset[str]) -> Iterator[Noted]:
    """Yield the places that speak of the old name, or may."""
    names = {shim.old: shim.new, **dict.fromkeys(layout.called(shim.path), shim.new)}
    found = find_references(layout, Renames(names), without=shims)
    for path, lines in lines_of(found, layout).items():
        yield from (Noted(path, line, f"{shim.old} is still used; it is {shim.new} now") for line in sorted(lines))
    yield from found.left
