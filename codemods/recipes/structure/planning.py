"""The plan of a move: files, references, shims, and what a person has to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codemods.errors import CircleMade
from codemods.names.dotted import Renames, last_part
from codemods.plans.model import Noted, Plan
from codemods.plans.tree import Tree
from codemods.recipes.structure.circles import new_circles, read_graph
from codemods.recipes.structure.halves import find_half
from codemods.recipes.structure.layout import Layout
from codemods.recipes.structure.references import Found, find_references
from codemods.recipes.structure.request import Request
from codemods.recipes.structure.shims import shim_text
from codemods.recipes.structure.symbols import plan_symbol
from codemods.recipes.structure.targets import INIT, Target, find_target
from codemods.sources.kinds import may_be_read


def plan_move(tree: Tree, request: Request) -> Plan:
    """Return the plan of a move.

    :raises MoveRefused: if it can't be, or must not.
    """
    layout = Layout(tree, request.roots)
    if request.name:
        return plan_symbol(layout, request)
    half = find_half(layout, request)
    if half is not None:
        # What has moved as a whole is there, circle or not; what is left of a half may still stay.
        allowed = request if half.modules else replace(request, force=True)
        return half.rest(_plan(half.layout(layout), allowed), request)
    return _plan(layout, request)


def _plan(layout: Layout, request: Request) -> Plan:
    target = find_target(layout, request)
    if target.moves and not request.force:
        chains = new_circles(read_graph(layout), layout.names[target.source], _in_full(layout, target))
        if chains:
            raise CircleMade(request.old, request.new, chains)
    renames = Renames(target.names, files_move=bool(target.moves), paths=target.paths if target.moves else {})
    found = find_references(layout, renames, (move.old for move in target.moves if may_be_read(move.old)))
    creations = dict.fromkeys(target.packages, b"")
    if request.shim and target.moves:
        creations.update(_shims(layout, target, request))
    left = sorted({*found.left, *_remarks(layout, target, request, found)})
    return Plan(found.edits, target.moves, creations, left=tuple(left))


def _in_full(layout: Layout, target: Target) -> str:
    """Return the name in full that a module will have: from the import root that its folder is below."""
    place = target.place.removesuffix(f"/{INIT}").removesuffix(".py")
    folder, _, name = place.rpartition("/")
    names = [name]
    made = {path.removesuffix(f"/{INIT}") for path in target.packages}
    while folder and (layout.tree.exists(f"{folder}/{INIT}") or folder in made):
        folder, _, name = folder.rpartition("/")
        names.insert(0, name)
    return ".".join(names)


def _shims(layout: Layout, target: Target, request: Request) -> Iterator[tuple[str, bytes]]:
    """Yield a shim for each module that moves."""
    stem = layout.names[target.source]
    for move in target.moves:
        name = layout.names.get(move.old)
        if name is not None:
            rest = name[len(stem) :]
            is_package = move.old.endswith(f"/{INIT}")
            yield move.old, shim_text(request.old + rest, request.new + rest, is_package=is_package)


def _remarks(layout: Layout, target: Target, request: Request, found: Found) -> Iterator[Noted]:
    """Yield what no file tells by itself."""
    if target.is_done:
        told = "its files have their new places" if found.edits or found.left else "nothing speaks of it any more"
        yield Noted(target.source, 0, f"{request.old} was moved to {request.new} before: {told}")
    names = {last_part(name) for name in target.names}
    folder = target.source.removesuffix(f"/{INIT}")
    if (
        target.is_package
        and _is_application(layout, folder)
        and last_part(request.new) not in names
        and not target.is_done
    ):
        reason = (
            f"Django takes {last_part(request.new)} for the label of the application from now on, and the database has"
            f" {last_part(request.old)}: set label in its AppConfig"
        )
        yield Noted(target.place, 0, reason)


def _is_application(layout: Layout, folder: str) -> bool:
    """Whether a package is one of Django's applications that has tables."""
    if f"{folder}/migrations/{INIT}" in layout.names:
        return True
    found = (path for path in (f"{folder}/models.py", f"{folder}/models/{INIT}") if path in layout.names)
    return any(b"django" in layout.tree.read(path) for path in found)
