"""What the files of a tree are called as modules: the names in full, and others that the import path gives them."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from importlib.metadata import packages_distributions
from pathlib import PurePosixPath

from codemods.errors import SourceUnreadable
from codemods.names.dotted import DOTTED, first_part
from codemods.plans.tree import Tree
from codemods.sources.opening import Place
from codemods.sources.python import Python
from impact.source.bindings import bound_by

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?[ \t]*(\w*)|import[ \t]+([\w.]+))", re.MULTILINE
)


class Layout:
    """The modules of a tree.

    A file has its name in full, by the packages that it is in, and another one for each *import root* that it is below:
    a folder on the import path. Nobody writes down which packages are import roots, so it is found out: `lms/djangoapps`
    a folder on the import path. Nobody writes down which packages are; it is found out: `lms/djangoapps`
    """

    def __init__(self, tree: Tree, roots: Iterable[str] = ()) -> None:
        self.tree = tree
        self._given = tuple(root.strip("/") for root in roots)
        self._sources = [path for path in tree.paths if path.endswith(".py")]

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of modules in full, by path."""
        return {path: self.tree.module(path) for path in self._sources}

    @cached_property
    def paths(self) -> dict[str, list[str]]:
        """The paths of modules, by name in full; scripts of several folders may share one."""
        found: dict[str, list[str]] = {}
        for path, name in self.names.items():
            found.setdefault(name, []).append(path)
        return found

    @cached_property
    def tops(self) -> frozenset[str]:
        """The first parts of all names in full."""
        return frozenset(first_part(name) for name in self.paths)

    def root_of(self, path: str) -> str:
        """Return the folder from which a file has its name in full, "" for the root of the tree."""
        return _up(path, self.names[path])

    @cached_property
    def outer_roots(self) -> tuple[str, ...]:
        """The folders that hold top-level packages and modules, those with the most modules first."""
        counted = Counter(self.root_of(path) for path in self._sources)
        return tuple(root for root, _ in counted.most_common())

    @cached_property
    def inner_roots(self) -> tuple[str, ...]:
        """The packages that are import roots: given, or inferred, those with the most evidence first."""
        return (*self._given, *(root for root in self._inferred() if root not in self._given))

    def is_root(self, folder: str) -> bool:
        """Whether modules in a folder can be imported by their bare names."""
        return folder in self.outer_roots or folder in self.inner_roots

    def find(self, name: str) -> list[str]:
        """Return the paths of what a dotted name may mean: a module's file, a package's `__init__.py`."""
        found = list(self.paths.get(name, ()))
        inside = name.replace(".", "/")
        for root in ("", *self.outer_roots, *self.inner_roots):
            place = _join(root, inside)
            found += (each for each in (f"{place}.py", f"{place}/__init__.py") if each in self.names)
        return list(dict.fromkeys(found))

    def called(self, path: str) -> Iterator[str]:
        """Yield every name that a module may be imported by, the one in full first."""
        yield self.names[path]
        whole = PurePosixPath(path).with_suffix("")
        whole = whole.parent if whole.name == "__init__" else whole
        for root in dict.fromkeys(("", *self.outer_roots, *self.inner_roots)):
            if root and not path.startswith(f"{root}/"):
                continue
            name = ".".join(whole.relative_to(root).parts)
            if DOTTED.fullmatch(name) and (root in self.inner_roots or first_part(name) in self.tops):
                yield name

    def siblings(self, path: str) -> frozenset[str]:
        """Return the names that Python 2 finds beside a file for imports without dots, and that mean nothing else."""
        folder = path.rpartition("/")[0]
        if not self.is_python2 or not self.names.get(path, "").count("."):
            return frozenset()
        raw = self.tree.read(path)
        if b"absolute_import" in raw:
            return frozenset()
        beside = self.children.get(folder, frozenset())
        own = PurePosixPath(path).stem
        return frozenset(name for name in beside if name != own and not self._is_elsewhere(name))

    def place(self, path: str) -> Place:
        """Return what a file is called, and what Python 2 finds beside it."""
        place = self.tree.place(path)
        return replace(place, siblings=self.siblings(path)) if path in self.names else place

    def importing(self, name: str) -> Iterator[str]:
        """Yield the files that import a library of this name, as far as patterns tell."""
        word = re.escape(name.encode())
        pattern = re.compile(
            rb"^[ \t]*(?:from[ \t]+%b[. \t]|import[ \t]+%b(?:[. \t,\r\n]|$))" % (word, word), re.MULTILINE
        )
        for path in self._sources:
            beside = self.children.get(path.rpartition("/")[0], ())
            if name not in beside and pattern.search(self.tree.read(path)):
                yield path

    def is_installed(self, name: str) -> bool:
        """Whether a library that is installed here has this module."""
        return name in packages_distributions()

    def binding(self, path: str, name: str) -> int:
        """Return the line at which a file gives a name a meaning other than by an import, 0 for none."""
        if path not in self.names:
            return 0
        try:
            opened = self.tree.open(path)
        except SourceUnreadable:
            return 0
        source = opened.source if opened is not None else None
        if not isinstance(source, Python) or name not in source.names.top.others:
            return 0
        return next((each.lineno for each in source.tree.body if name in bound_by(each)), 1)

    def _is_elsewhere(self, name: str) -> bool:
        if name in self.tops or name in sys.stdlib_module_names:
            return True
        return any(name in self.children.get(root, ()) for root in self.inner_roots)

    @cached_property
    def is_python2(self) -> bool:
        """Whether the tree is of the time of Python 2: one file in a hundred has its print or except."""
        old = sum(_OLD.search(self.tree.read(path)) is not None for path in self._sources)
        return old * 100 > len(self._sources)

    @cached_property
    def children(self) -> dict[str, frozenset[str]]:
        """The names of the modules and packages in each folder."""
        found: dict[str, set[str]] = {}
        for path in self._sources:
            parts = PurePosixPath(path)
            place = parts.parent if parts.stem == "__init__" else parts.with_suffix("")
            if place.name:
                folder = place.parent.as_posix()
                found.setdefault("" if folder == "." else folder, set()).add(place.name)
        return {folder: frozenset(names) for folder, names in found.items()}

    def _inferred(self) -> Iterator[str]:
        """Yield the packages whose children others import by bare names, by falling evidence."""
        claims = self._claims()
        while claims:
            counted = Counter(root for roots in claims.values() for root in roots)
            root, _ = min(counted.items(), key=lambda item: (-item[1], item[0]))
            yield root
            claims = {name: roots for name, roots in claims.items() if root not in roots}

    def _claims(self) -> dict[str, set[str]]:
        """Return, for bare names that are imported with something below them, the packages that hold just that."""
        packages = {path.removesuffix("/__init__.py") for path in self._sources if path.endswith("/__init__.py")}
        holders: dict[str, list[str]] = {}
        for folder, names in self.children.items():
            if folder in packages:
                for name in names:
                    holders.setdefault(name, []).append(folder)
        claims: dict[str, set[str]] = {}
        for name, folder in self._imported():
            first, _, rest = name.partition(".")
            if first in self.tops or first in sys.stdlib_module_names or not rest:
                continue
            if first in self.children.get(folder, ()):
                continue  # Python 2 would look here first
            below = rest.partition(".")[0]
            for holder in holders.get(first, ()):
                if below in self.children.get(f"{holder}/{first}", ()):
                    claims.setdefault(first, set()).add(holder)
        return claims

    def _imported(self) -> Iterator[tuple[str, str]]:
        """Yield the names in imports without dots, as far as patterns tell, and the folder of who imports."""
        seen: set[tuple[str, str]] = set()
        for path in self._sources:
            folder = path.rpartition("/")[0]
            for found in _IMPORT.finditer(self.tree.read(path)):
                name = (b".".join(filter(None, found.group(1, 2))) if found[1] else found[3]).decode("utf-8", "replace")
                if not name.startswith(".") and (name, folder) not in seen:
                    seen.add((name, folder))
                    yield name, folder


_OLD = re.compile(rb"^[ \t]*(?:print[ \t]+[\"'\w]|except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:)", re.MULTILINE)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _up(path: str, name: str) -> str:
    """Return the folder that is left of a path once what a dotted name tells is taken away."""
    whole = PurePosixPath(path).with_suffix("")
    whole = whole.parent if whole.name == "__init__" and name.rpartition(".")[2] != "__init__" else whole
    return "/".join(whole.parts[: len(whole.parts) - len(name.split("."))])
