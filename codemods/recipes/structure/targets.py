"""Where something moves: which files, to which paths, under which names, and what is in the way."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from codemods.errors import MoveRefused, NameShadowed, SourceMissing, TargetTaken, did_you_mean
from codemods.names.dotted import is_inside, last_part, parent
from codemods.plans.model import Move
from codemods.recipes.structure.layout import Layout
from codemods.recipes.structure.request import Request
from codemods.recipes.structure.shims import read_shim

INIT = "__init__.py"


@dataclass(frozen=True, slots=True)
class Target:
    """A move of files.

    - `source`: the file of the module, or the `__init__.py` of the package, as it is, and `place` as it shall be;
    - `names`: each old name, and the new one;
    - `moves`; `packages`: `__init__.py` files that the new place needs and that are not there;
    - `is_done`: whether the files have their new places already, so that only what speaks of them is left to do.
    """

    source: str
    place: str
    names: Mapping[str, str]
    moves: tuple[Move, ...] = ()
    packages: tuple[str, ...] = ()
    is_done: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_package(self) -> bool:
        """Whether a whole package moves."""
        return self.source.endswith(f"/{INIT}")


def find_target(layout: Layout, request: Request) -> Target:
    """Return what a request for a module or package comes to.

    :raises MoveRefused: if that can't be: nothing of the old name, something of the new one, or a move into itself.
    """
    found = layout.find(request.old)
    if len(found) > 1:
        raise SourceMissing(request.old, request.new, f"the old name may be {' or '.join(found)}; say it in full.")
    if not found:
        return _resumed(layout, request)
    [source] = found
    shim = read_shim(source, layout.tree.read(source))
    if shim is not None and shim.new == request.new:
        return replace(_resumed(layout, request), names=dict.fromkeys(layout.called(source), request.new))
    called = list(layout.called(source))
    if request.new not in called and any(is_inside(request.new, name) for name in (request.old, *called)):
        _check_inside(request, source)
    place, packages = _place(layout, request, source)
    names = {name: request.new for name in called if name != request.new}
    if place == source:
        if not names:
            raise MoveRefused(request.old, request.new, "it has that name already.")
        return Target(source, place, names, packages=packages)
    _check_free(layout, request, place)
    check_shadows(layout, request.old, request.new, place)
    pairs = list(_pairs(layout, source, place))
    return Target(source, place, names, tuple(Move(*pair) for pair in pairs), packages, paths=_paths(source, place))


def _check_inside(request: Request, source: str) -> None:
    """See that what moves below its own name is a module: the package that it then needs takes its place."""
    if source.endswith(f"/{INIT}"):
        raise MoveRefused(request.old, request.new, "a package can't be moved into itself.")
    if request.shim:
        raise MoveRefused(request.old, request.new, "no shim can stand where the package will be. Leave --shim out.")


def _resumed(layout: Layout, request: Request) -> Target:
    """Return the rest of a move whose files were moved before, by hand say.

    :raises SourceMissing: if they weren't.
    """
    there = layout.find(request.new)
    if len(there) != 1:
        known = [name for names in layout.paths for name in (names, last_part(names))]
        hint = did_you_mean(request.old, [*layout.paths, *known])
        raise SourceMissing(request.old, request.new, f"there is no module or package {request.old} here.{hint}")
    return Target(there[0], there[0], {request.old: request.new}, is_done=True)


def _place(layout: Layout, request: Request, source: str) -> tuple[str, tuple[str, ...]]:
    """Return the path of the module under its new name, and the `__init__.py` files that it needs."""
    folder, packages = folder_of(layout, request, parent(request.new), source)
    name = last_part(request.new)
    ending = f"{name}/{INIT}" if source.endswith(f"/{INIT}") else f"{name}.py"
    return f"{folder}/{ending}" if folder else ending, packages


def folder_of(layout: Layout, request: Request, package: str, source: str) -> tuple[str, tuple[str, ...]]:
    """Return the folder of a package, and the `__init__.py` files that it lacks.

    :raises MoveRefused: if it is a module, or several folders could be meant.
    """
    missing: list[str] = []
    while package:
        found = layout.find(package)
        if found and found != [source]:  # a module may become a package that it is in
            break
        missing.insert(0, last_part(package))
        package = parent(package)
    if not package:
        return _below(layout, _root_for(layout, request, source), missing)
    homes = {path for path in found if path.endswith(INIT)}
    if len(homes) != 1:
        told = "is a module, not a package" if not homes else f"may be {' or '.join(sorted(homes))}"
        raise MoveRefused(request.old, request.new, f"{package} {told}.")
    return _below(layout, homes.pop().removesuffix(f"/{INIT}"), missing)


def _root_for(layout: Layout, request: Request, source: str) -> str:
    """Return the folder that a new top-level name goes to: the import root by which the old one was named."""
    whole = source.removesuffix(f"/{INIT}").removesuffix(".py")
    inside = request.old.replace(".", "/")
    if whole == inside:
        return ""
    return whole.removesuffix(f"/{inside}") if whole.endswith(f"/{inside}") else layout.root_of(source)


def _below(layout: Layout, folder: str, missing: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    packages: list[str] = []
    for name in missing:
        folder = f"{folder}/{name}" if folder else name
        if not layout.tree.exists(f"{folder}/{INIT}"):
            packages.append(f"{folder}/{INIT}")
    return folder, tuple(packages)


def _check_free(layout: Layout, request: Request, place: str) -> None:
    stem = place.removesuffix(f"/{INIT}").removesuffix(".py")
    taken = [path for path in (f"{stem}.py", *layout.tree.below(stem)) if layout.tree.exists(path)]
    other = [path for path in layout.find(request.new) if path != place]
    if taken or other:
        raise TargetTaken(
            request.old,
            request.new,
            f"there is {(taken or other)[0]} already. Choose another name, or move or remove that first.",
        )


def check_shadows(layout: Layout, old: str, new: str, place: str) -> None:
    """See that a new module takes nobody's name.

    :raises NameShadowed: if imports of something else would find it, or a package has something else of its name.
    """
    for name in _new_tops(layout, place):
        if name in sys.stdlib_module_names:
            raise NameShadowed(old, new, f"the standard library has a module {name}, which it would shadow.")
        users = list(layout.importing(name)) if name not in layout.tops else []
        if users:
            told = f"{len(users)} files import, {users[0]} among them."
            raise NameShadowed(old, new, f"it would shadow the library {name}, which {told}")
        if layout.is_installed(name) and name not in layout.tops:
            raise NameShadowed(old, new, f"it would shadow the library {name}, which is installed.")
    folder = place.removesuffix(f"/{INIT}").removesuffix(".py").rpartition("/")[0]
    bound = layout.binding(f"{folder}/{INIT}" if folder else INIT, last_part(new))
    if bound:
        raise NameShadowed(old, new, f"{folder}/{INIT}:{bound} gives {last_part(new)} another meaning.")


def _new_tops(layout: Layout, place: str) -> Iterator[str]:
    """Yield the names that a new file makes known to imports from each import root that it is below."""
    for folder in PurePosixPath(place).parents:
        root = "" if str(folder) == "." else str(folder)
        if layout.is_root(root):
            name = PurePosixPath(place.removeprefix(f"{root}/") if root else place).parts[0].removesuffix(".py")
            if name not in layout.children.get(root, ()):
                yield name


def _pairs(layout: Layout, source: str, place: str) -> Iterator[tuple[str, str]]:
    """Yield the old and new paths of all files that move."""
    if not source.endswith(f"/{INIT}"):
        yield source, place
        stub = source.removesuffix(".py") + ".pyi"
        if layout.tree.exists(stub):
            yield stub, place.removesuffix(".py") + ".pyi"
        return
    old, new = source.removesuffix(INIT), place.removesuffix(INIT)
    for path in layout.tree.below(old.rstrip("/")):
        yield path, new + path.removeprefix(old)


def _paths(source: str, place: str) -> dict[str, str]:
    return {source.removesuffix(f"/{INIT}"): place.removesuffix(f"/{INIT}")}
