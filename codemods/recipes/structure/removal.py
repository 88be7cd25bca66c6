"""Taking out shims that nobody needs any more, and telling who needs the others."""

from __future__ import annotations

from collections.abc import Iterator

from codemods.errors import SourceUnreadable
from codemods.names.dotted import Renames, is_inside
from codemods.plans.model import Noted, Plan
from codemods.plans.tree import Tree
from codemods.recipes.structure.layout import Layout
from codemods.recipes.structure.name_shims import NameShim, find_name_shims, without_shims
from codemods.recipes.structure.references import find_references, lines_of
from codemods.recipes.structure.shims import Shim, find_shims
from codemods.renaming.phrases import is_weak
from codemods.sources.kinds import kind_of
from codemods.sources.opening import decode


def plan_removal(tree: Tree) -> Plan:
    """Return the plan that deletes the shims to which nothing leads; those of packages with what is below them."""
    layout = Layout(tree)
    users = _all_users(layout)
    shims = list(users)
    needed = {shim for shim, found in users.items() if _needing(found)}
    needed |= {shim for shim in shims if any(is_inside(other.old, shim.old) for other in needed)}
    gone = tuple(shim.path for shim in shims if shim not in needed)
    names = _users_of_names(layout)
    edits = {}
    for path in sorted({shim.path for shim in names}):
        going = [shim for shim, found in names.items() if shim.path == path and not _needing(found)]
        if going:
            edits[path] = without_shims(_text(layout, path), going)
    told = {each for found in [*users.values(), *names.values()] for each in found}
    return Plan(edits, deletions=gone, left=tuple(sorted(told)))


def users_of_shims(layout: Layout) -> dict[Shim | NameShim, list[Noted]]:
    """Return the shims of a tree, and the places that need each."""
    needing: dict[Shim | NameShim, list[Noted]] = {shim: _needing(found) for shim, found in _all_users(layout).items()}
    for name, found in _users_of_names(layout).items():
        needing[name] = _needing(found)
    return needing


def _needing(found: list[Noted]) -> list[Noted]:
    return [each for each in found if not is_weak(each.reason)]


def _all_users(layout: Layout) -> dict[Shim, list[Noted]]:
    shims = sorted(find_shims(layout.tree))
    paths = frozenset(shim.path for shim in shims)
    return {shim: list(_users(layout, shim, paths)) for shim in shims}


def _users(layout: Layout, shim: Shim, shims: frozenset[str]) -> Iterator[Noted]:
    """Yield the places that speak of the old name, or may."""
    names = {shim.old: shim.new, **dict.fromkeys(layout.called(shim.path), shim.new)}
    found = find_references(layout, Renames(names), without=shims)
    for path, lines in lines_of(found, layout).items():
        yield from (Noted(path, line, f"{shim.old} is still used; it is {shim.new} now") for line in sorted(lines))
    yield from found.left


def _users_of_names(layout: Layout) -> dict[NameShim, list[Noted]]:
    shims = [
        shim
        for path in layout.names
        if b"codemods-shim" in layout.tree.read(path)
        for shim in find_name_shims(path, _text(layout, path))
    ]
    return {shim: list(_users_of_name(layout, shim)) for shim in sorted(shims)}


def _users_of_name(layout: Layout, shim: NameShim) -> Iterator[Noted]:
    names = dict.fromkeys((f"{each}.{shim.name}" for each in (shim.module, *layout.called(shim.path))), shim.new)
    found = find_references(layout, Renames(names, of_names=True))
    for path, lines in lines_of(found, layout).items():
        yield from (Noted(path, line, f"{shim.old} is still used; it is {shim.new} now") for line in sorted(lines))
    yield from found.left


def _text(layout: Layout, path: str) -> str:
    raw = layout.tree.read(path)
    try:
        return decode(kind_of(path, raw) or "", raw).text
    except SourceUnreadable:
        return ""
