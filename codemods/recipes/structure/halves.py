"""A move that a person began: some files have their new places already, the rest have not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from codemods.errors import SourceUnreadable
from codemods.names.dotted import last_part, parent
from codemods.plans.model import Noted, Plan
from codemods.plans.tree import Tree
from codemods.recipes.structure.layout import Layout
from codemods.recipes.structure.references import needles_for
from codemods.recipes.structure.request import Request
from codemods.recipes.structure.resolving import Resolving
from codemods.recipes.structure.shims import read_shim
from codemods.sources.opening import Place
from codemods.sources.python import Python

INIT = "__init__.py"


class Unmoved(Tree):
    """A tree as it would be had nobody begun: files of the new place stand at the old one.

    - `back`: old paths of files that have moved, and where they are; `hidden`: files that are not shown;
    - `made`: an empty file that is shown and is not there, "" for none.
    """

    def __init__(self, tree: Tree, back: Mapping[str, str], hidden: Iterable[str], made: str = "") -> None:
        self.back, self.hidden, self.made = dict(back), frozenset(hidden), made
        gone = {*self.back.values(), *self.hidden}
        known = set(tree.paths)
        paths = {path for path, real in self.back.items() if real in known} | (known - gone)
        paths |= {made} if made else set()
        super().__init__(tree.root, tuple(sorted(paths)))
        self._real = tree
        self._gone = gone
        self._folders = {folder for path in gone for folder in _above(path)}

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder at a path."""
        if path in self.back or path == self.made:
            return True
        if path in self._folders:
            return bool(self.below(path))
        return path not in self._gone and self._real.exists(path)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return b"" if path == self.made else self._real.read(self.back.get(path, path))

    def size(self, path: str) -> int:
        """Return the bytes that a file has."""
        return 0 if path == self.made else self._real.size(self.back.get(path, path))

    def below(self, folder: str) -> tuple[str, ...]:
        """Return all files below a folder."""
        there = {path for path in self._real.below(folder) if path not in self._gone}
        more = (path for path in [*self.back, self.made] if path and (not folder or path.startswith(f"{folder}/")))
        return tuple(sorted({*there, *more}))


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


@dataclass(frozen=True, slots=True)
class Half:
    """What a person has moved: the tree without that, and what the last step has to delete.

    - `modules`: those that have moved and are still imported by their old names; none where all has moved.
    """

    tree: Unmoved
    deletions: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    def layout(self, now: Layout) -> Layout:
        """Return the layout of the tree without what has moved; `now` is that of the tree as it is."""
        return _HalfLayout(self.tree, now)

    def rest(self, plan: Plan, request: Request) -> Plan:
        """Return a plan for the tree without what has moved as one for the tree as it is."""
        real = self.tree.back
        moves = tuple(move for move in plan.moves if move.old not in real and move.old != self.tree.made)
        creations = dict(plan.creations) | {move.new: b"" for move in plan.moves if move.old == self.tree.made}
        edits = {real.get(path, path): edits for path, edits in plan.edits.items()}
        left = {replace(each, path=real.get(each.path, each.path)) for each in plan.left}
        if self.modules:
            told = f"in part before, {self.modules[0]} for one: the rest follows"
        elif edits or left:
            told = "before: its files have their new places"
        else:
            told = "before: nothing speaks of it any more"
        left.add(Noted(next(iter(real.values())), 0, f"{request.old} was moved to {request.new} {told}"))
        return Plan(edits, moves, creations, self.deletions, tuple(sorted(left)))


class _HalfLayout(Layout):
    """A layout in which a file that has moved is at its old place, unless its relative imports fit the new one."""

    def __init__(self, tree: Unmoved, now: Layout) -> None:
        super().__init__(tree, now.inner_roots)
        self._back, self._now = tree.back, now

    def place(self, path: str) -> Place:
        real = self._back.get(path)
        if real is None or real not in self._now.names:
            return super().place(path)
        lost = Resolving(self._now).lost_relatives(real) - Resolving(self).lost_relatives(path)
        return super().place(path) if lost else replace(self._now.place(real), path=path)


def find_half(layout: Layout, request: Request) -> Half | None:
    """Return what a person has moved already; None where nothing shows that a move was begun.

    Of a package that is there in part it shows by an import that speaks of a module by its old name, while the new
    place has it; and no file may be in both places, but for those with one content, and an empty `__init__.py`.
    """
    if not layout.find(request.old) and not _folder(layout, request.old):
        return _whole(layout, request)
    old, new = _folder(layout, request.old), _folder(layout, request.new)
    if not old or not new or f"{new}/".startswith(f"{old}/") or f"{old}/".startswith(f"{new}/"):
        return None
    init = f"{old}/{INIT}"
    if layout.tree.exists(init) and read_shim(init, layout.tree.read(init)) is not None:
        return None
    found = _compared(layout.tree, old, new)
    if found is None:
        return None
    back, hidden, both = found
    made = "" if layout.tree.exists(init) or init in back else init
    half = Half(Unmoved(layout.tree, back, hidden, made), (*both, *hidden))
    modules = _spoken_of(half.layout(layout), {path for path in back if path not in both})
    return replace(half, modules=tuple(modules)) if modules else None


def _whole(layout: Layout, request: Request) -> Half | None:
    """Return what has moved where nothing is left at the old place, in a package that is there."""
    there, homes = layout.find(request.new), layout.find(parent(request.old)) if parent(request.old) else []
    if len(there) != 1 or len(homes) != 1 or not homes[0].endswith(f"/{INIT}"):
        return None
    new = there[0].removesuffix(f"/{INIT}")
    old = f"{homes[0].removesuffix(INIT)}{last_part(request.old)}"
    if new == there[0]:
        return Half(Unmoved(layout.tree, {f"{old}.py": new}, ()))
    if f"{old}/".startswith(f"{new}/"):
        return None
    return Half(Unmoved(layout.tree, {old + path.removeprefix(new): path for path in layout.tree.below(new)}, ()))


def _compared(tree: Tree, old: str, new: str) -> tuple[dict[str, str], list[str], list[str]] | None:
    """Return what a new folder has, by old path; what of it goes for the old one; and what of the old one goes for it.

    None where a file has two contents.
    """
    back: dict[str, str] = {}
    hidden: list[str] = []
    both: list[str] = []
    for real in tree.below(new):
        path = old + real.removeprefix(new)
        if not tree.exists(path):
            back[path] = real
            continue
        before, after = tree.read(path), tree.read(real)
        is_init = path.endswith(f"/{INIT}")
        if before == after or (is_init and not before.strip()):
            back[path] = real
            both.append(path)
        elif is_init and not after.strip():
            hidden.append(real)
        else:
            return None
    return back, hidden, both


def _folder(layout: Layout, name: str) -> str:
    """Return the folder of a package, which may have no `__init__.py` any more; "" where it is not one alone."""
    found = layout.find(name)
    if found:
        return found[0].removesuffix(f"/{INIT}") if len(found) == 1 and found[0].endswith(f"/{INIT}") else ""
    inside = name.replace(".", "/")
    roots = dict.fromkeys(("", *layout.outer_roots, *layout.inner_roots))
    folders = dict.fromkeys(f"{root}/{inside}" if root else inside for root in roots)
    there = [each for each in folders if each in layout.children]
    return there[0] if len(there) == 1 else ""


def _spoken_of(layout: Layout, moved: Collection[str]) -> list[str]:
    """Return the modules that have moved and that files elsewhere import by their old names."""
    modules = [path for path in moved if path in layout.names and not path.endswith(f"/{INIT}")]
    names = {name: layout.names[path] for path in modules for name in layout.called(path)}
    needles = needles_for(names)
    found: set[str] = set()
    for path in layout.names if names else ():
        if path in moved or not needles.found_in(layout.tree.read(path)):
            continue
        for target in _targets(layout, path):
            while target and target not in names:
                target = parent(target)
            found.update([names[target]] if target else [])
    return sorted(found)


def _targets(layout: Layout, path: str) -> Iterator[str]:
    try:
        opened = layout.tree.open(path)
    except SourceUnreadable:
        return
    source = opened.source if opened is not None else None
    if isinstance(source, Python):
        yield from (each.target for each in source.names.imports if each.target)
