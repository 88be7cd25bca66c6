"""Finding the files of a run: what git knows or would take in, else what lies in the folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codemods.errors import PlaceAbsent
from codemods.git import run_git
from codemods.model import Skipped
from codemods.sources.kinds import may_be_read
from codemods.sources.opening import Place
from impact.audit.scratch import Project
from impact.tree import is_noise

_MARKS = (".git", "pyproject.toml", "setup.cfg", "setup.py")
_LEFT = frozenset({"node_modules", ".venv", "venv", ".eggs", "site-packages", ".codemods"})


@dataclass(frozen=True, slots=True)
class Root:
    """The folder that paths are told from: the git checkout, or the nearest folder with settings of a project."""

    path: Path
    has_git: bool

    @classmethod
    def around(cls, places: Sequence[Path]) -> Root:
        """Return the root of the places of a run.

        :raises PlaceAbsent: if one of them is not there.
        """
        for place in places:
            if not os.path.exists(place):
                raise PlaceAbsent(place)
        inside = [place for place in places if not leads_out(place)]
        full = {os.path.realpath(place) for place in inside or [Path.cwd()]}
        folders = {each if os.path.isdir(each) else os.path.dirname(each) for each in full}
        top = Project.around(Path(os.path.commonpath(list(folders)))).top
        return cls(top, (top / ".git").exists())


def leads_out(place: Path) -> bool:
    """Whether a path, as somebody wrote it, comes by a symbolic link out of the project that the link is in."""
    full = Path(os.path.abspath(place))
    for link in filter(os.path.islink, (full, *full.parents)):
        top = Project.around(link.parent).top
        is_project = any((top / mark).exists() for mark in _MARKS)
        if is_project and not Path(os.path.realpath(link)).is_relative_to(top):
            return True
    return False


def find_files(
    root: Root, places: Sequence[Path], suffixes: Collection[str] | None = None
) -> Iterator[str | tuple[str, Skipped]]:
    """Yield the files below the places, sorted, by path under the root; links come with the reason to skip them.

    Only files with some suffixes are among them, by default of the kinds that codemods read.
    """
    seen: set[str] = set()
    top = str(root.path)
    for place in places:
        if leads_out(place):
            yield str(place), Skipped("a symbolic link leads from there out of the tree")
            continue
        full = os.path.realpath(place)
        names = [Path(os.path.relpath(full, top)).as_posix()] if os.path.isfile(full) else files_below(root, Path(full))
        for name in sorted(names):
            if name in seen or not (may_be_read(name) if suffixes is None else _ends_in(name, suffixes)):
                continue
            seen.add(name)
            file = os.path.join(
                top, name
            )  # plain text: a tree has thousands of names, and a Path costs more than a read
            if os.path.islink(file):
                yield name, Skipped("it is a symbolic link; what it leads to is visited at its own place")
            elif os.path.isfile(file):
                yield name


def _ends_in(name: str, suffixes: Collection[str]) -> bool:
    return os.path.splitext(name)[1].lower() in suffixes


def files_below(root: Root, folder: Path) -> Iterable[str]:
    """Return all files below a folder, by path under the root."""
    if root.has_git:
        listed = run_git(
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", ".", at=folder
        )
        names = [os.fsdecode(name) for name in listed.split(b"\0") if name]
        if names:
            inside = folder.relative_to(root.path).as_posix()
            return names if inside == "." else [f"{inside}/{name}" for name in names]
    return _walk(root.path, folder)


def _walk(root: Path, folder: Path) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not is_noise(name) and name not in _LEFT and not os.path.exists(os.path.join(at, name, "pyvenv.cfg"))
        )
        for name in files:
            if not is_noise(name):
                yield Path(at, name).relative_to(root).as_posix()


def place_of(root: Path, path: str) -> Place:
    """Return what a file is called as a module: from the folders above it that hold an `__init__.py`."""
    return place_among(path, lambda name: (root / name).exists())


def place_among(path: str, exists: Callable[[str], bool]) -> Place:
    """Return what a file is called as a module, in a tree that tells by `exists` whether a path is in it."""
    parts = PurePosixPath(path)
    if parts.suffix not in (".py", ".pyi"):
        return Place(path)
    names: list[str] = []
    folder = parts.parent
    while folder.name and exists(f"{folder}/__init__.py"):
        names.insert(0, folder.name)
        folder = folder.parent
    package = ".".join(names)
    module = package if parts.stem == "__init__" else f"{package}.{parts.stem}" if package else parts.stem
    return Place(path, module, package)
