"""Moving one name from module to module: its definition, what that needs, and everything that speaks of it."""

from __future__ import annotations

from dataclasses import replace

from codemods.edits import apply
from codemods.errors import CircleMade, MoveRefused, OptionWrong, SourceMissing, TargetTaken, did_you_mean
from codemods.model import Edit
from codemods.names.dotted import Renames, last_part, parent
from codemods.names.importing import NotRemovable, without
from codemods.plans.model import Noted, Plan
from codemods.recipes.structure.circles import circle_through, read_graph
from codemods.recipes.structure.definitions import (
    Definition,
    Need,
    find_definition,
    new_text,
    placed_imports,
    taken_out,
)
from codemods.recipes.structure.layout import Layout
from codemods.recipes.structure.name_shims import add_shim
from codemods.recipes.structure.references import Found, find_references
from codemods.recipes.structure.request import Request
from codemods.recipes.structure.targets import INIT, check_shadows, folder_of
from codemods.sources.opening import Opened
from codemods.sources.python import Python


def plan_symbol(layout: Layout, request: Request) -> Plan:
    """Return the plan of moving one name.

    :raises MoveRefused: if it is not defined by one statement, or can't stand in the new module.
    """
    source = _one(layout, request, request.old)
    opened = _open(layout, source)
    if request.shim and layout.is_python2:
        raise OptionWrong(
            "move-module", "shim", "for one name it takes __getattr__ of a module, which Python 2 has not"
        )
    renames = Renames(
        {f"{name}.{request.name}": f"{request.new}.{request.new_name}" for name in layout.called(source)}, of_names=True
    )
    if _is_done(layout, _python(opened), request):
        return _resumed(find_references(layout, renames), source, request)
    definition = find_definition(_python(opened), request)
    place, packages = _place(layout, request, source)
    found = find_references(layout, renames)
    target = _open(layout, place) if place in layout.names else None
    if target is not None and _python(target).names.top.binds(request.new_name):
        _check_taken(_python(target), request, renames)
    new_package = place_package(layout, place, packages)
    needs = definition.needs(request, list(layout.called(source)), new_package)
    if not request.force:
        _check_circle(layout, source, place, definition, needs, found, request)
    edits = dict(found.edits)
    edits[source] = _in_source(opened, definition, request)
    creations = dict.fromkeys(packages, b"")
    if target is None:
        creations[place] = new_text(definition, needs, request).encode()
        edits.pop(place, None)
    else:
        edits[place] = _in_target(target, definition, needs, request, renames)
    left = [each for each in found.left if each.path != place or target is not None]
    return Plan(edits, (), creations, left=tuple(sorted({*left, *_remarks(definition, source, request)})))


def _is_done(layout: Layout, source: Python, request: Request) -> bool:
    """Whether the name is defined in its new module, and in the old one no more."""
    there = layout.find(request.new)
    if request.name in source.names.top.others or len(there) != 1:
        return False
    return request.new_name in _python(_open(layout, there[0])).names.top.others


def _resumed(found: Found, source: str, request: Request) -> Plan:
    """Return the plan of changing what still speaks of a name that was moved before."""
    whole = f"{request.old}:{request.name} was moved to {request.new}:{request.new_name} before"
    told = "its definition has its new place" if found.edits or found.left else "nothing speaks of it any more"
    return Plan(found.edits, left=tuple(sorted({*found.left, Noted(source, 0, f"{whole}: {told}")})))


def _one(layout: Layout, request: Request, name: str) -> str:
    found = layout.find(name)
    if len(found) != 1:
        told = (
            f"the module may be {' or '.join(found)}; say it in full." if found else f"there is no module {name} here."
        )
        hint = "" if found else did_you_mean(name, layout.paths)
        raise SourceMissing(f"{request.old}:{request.name}", f"{request.new}:{request.new_name}", told + hint)
    return found[0]


def _open(layout: Layout, path: str) -> Opened:
    opened = layout.tree.open(path)
    assert opened is not None
    return opened


def _python(opened: Opened) -> Python:
    assert isinstance(opened.source, Python)
    return opened.source


def _place(layout: Layout, request: Request, source: str) -> tuple[str, tuple[str, ...]]:
    """Return the file of the new module, which may have to be made, with packages above it."""
    found = layout.find(request.new)
    if len(found) == 1:
        return found[0], ()
    if found:
        raise MoveRefused(request.old, request.new, f"the new module may be {' or '.join(found)}; say it in full.")
    folder, packages = folder_of(layout, replace(request, name="", new_name=""), parent(request.new), source)
    place = f"{folder}/{last_part(request.new)}.py" if folder else f"{last_part(request.new)}.py"
    if layout.tree.exists(place.removesuffix(".py")):
        raise TargetTaken(request.old, request.new, f"there is a folder {place.removesuffix('.py')} in its place.")
    check_shadows(layout, request.old, request.new, place)
    return place, packages


def place_package(layout: Layout, place: str, packages: tuple[str, ...]) -> str:
    """Return the package that relative imports of a file start from, once `packages` are there."""
    if place in layout.names:
        return layout.place(place).package
    folder, _, _ = place.rpartition("/")
    names: list[str] = []
    while folder and (layout.tree.exists(f"{folder}/{INIT}") or f"{folder}/{INIT}" in packages):
        folder, _, name = folder.rpartition("/")
        names.insert(0, name)
    return ".".join(names)


def _check_taken(target: Python, request: Request, renames: Renames) -> None:
    top = target.names.top
    own = top.imports.get(request.new_name, ())
    if request.new_name in top.others or any(renames.new(each.target or "") is None for each in own):
        raise TargetTaken(
            f"{request.old}:{request.name}",
            f"{request.new}:{request.new_name}",
            f"{target.path} has {request.new_name} already.",
        )


def _check_circle(
    layout: Layout,
    source: str,
    place: str,
    definition: Definition,
    needs: list[Need],
    found: Found,
    request: Request,
) -> None:
    graph = read_graph(layout)
    old, new = layout.names[source], layout.names.get(place, request.new)
    more = {(new, layout.names[path]) for need in needs for path in layout.find(need.module)}
    more |= {(layout.names[path], new) for path in found.edits if path in layout.names and path != place}
    if definition.is_used_elsewhere:
        more.add((old, new))
    chain = circle_through(graph, new, {(importer, imported) for importer, imported in more if importer != imported})
    if chain:
        raise CircleMade(f"{request.old}:{request.name}", f"{request.new}:{request.new_name}", [chain])


def _in_source(opened: Opened, definition: Definition, request: Request) -> tuple[Edit, ...]:
    """Return the edits of the old module: the definition goes, and an import comes where it is still used."""
    source = _python(opened)
    edits = [*taken_out(source, definition)]
    if definition.is_used_elsewhere:
        bound = "" if request.name == request.new_name else f" as {request.name}"
        edits += without(source, [], "moved", [f"from {request.new} import {request.new_name}{bound}"])
    elif request.shim:
        edits.append(add_shim(source, request, apply(source.text, edits)))
    return opened.edits(edits)


def _in_target(
    opened: Opened, definition: Definition, needs: list[Need], request: Request, renames: Renames
) -> tuple[Edit, ...]:
    """Return the edits of the new module: imports of the name go, the definition comes, with what it needs."""
    source = _python(opened)
    own = [each for each in source.names.imports if renames.new(each.target or "") is not None]
    lines = placed_imports(source, needs, request)
    try:
        edits = without(source, own, "moved", lines)
    except NotRemovable as fault:
        raise MoveRefused(request.old, request.new, f"{source.path}: {fault}.") from fault
    end = len(source.text)
    gap = (
        source.newline * (3 - min(2, len(source.text) - len(source.text.rstrip("\r\n")))) if source.text.strip() else ""
    )
    text = definition.renamed(request.new_name).rstrip() + "\n"
    edits.append(Edit(end, end, gap + text.replace("\n", source.newline), "moved"))
    return opened.edits(edits)


def _remarks(definition: Definition, source: str, request: Request) -> list[Noted]:
    found = [Noted(source, line, reason) for line, reason in definition.remarks]
    if definition.is_used_elsewhere:
        patched = f"a patch of {request.new}.{request.new_name} does not reach it here"
        found.append(Noted(source, definition.line, f"{request.old} still uses {request.name}: {patched}"))
        if request.shim:
            told = f"{request.old} still uses {request.name}, and so answers to it without a shim and without a warning"
            found.append(Noted(source, definition.line, told))
    return found
