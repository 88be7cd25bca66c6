"""Finding root packages on the import path, and the modules in them, as grimp and so import-linter find them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from impact.contracts.errors import RootUnusable

INIT = "__init__.py"


@dataclass(frozen=True, slots=True)
class Listing:
    """The modules of some root packages. `namespaces` are folders without code of their own that hold packages.

    `folders` are those of each root: a namespace may have several.
    """

    files: dict[str, os.DirEntry[str]] = field(default_factory=dict)
    namespaces: set[str] = field(default_factory=set)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    """Paths, and what is odd there."""
    folders: dict[str, list[str]] = field(default_factory=dict)

    def path(self, name: str) -> str:
        """Return where a module is."""
        return self.files[name].path

    def is_package(self, name: str) -> bool:
        """Whether a module is the `__init__.py` of a package."""
        return self.files[name].name == INIT


def list_modules(roots: Iterable[str]) -> Listing:
    """Return all modules in some root packages; raises RootUnusable if one can't be looked at."""
    listing = Listing()
    roots = list(roots)
    for name in roots:
        parent = next((other for other in roots if name.startswith(other + ".")), None)
        if parent is not None:
            raise RootUnusable(name, f"is inside the root package '{parent}'; name one of them.")
        listing.folders[name] = _find_folders(name)
        for folder in listing.folders[name]:
            _walk(folder, name, False, listing, ())
    return listing


def _find_folders(name: str) -> list[str]:
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
    except (ImportError, ValueError) as error:
        raise RootUnusable(name, f"can't be found: {error}. Give its full name, as it is imported.") from error
    if spec is None:
        raise RootUnusable(name, "is not on the import path: run from the folder that holds it, or set PYTHONPATH.")
    if spec.submodule_search_locations is None:
        raise RootUnusable(name, f"is a module, not a package ({spec.origin}); only packages can be roots.")
    if spec.origin and "." in name:
        parent = find_spec(name.rpartition(".")[0])
        if parent is not None and parent.origin:
            raise RootUnusable(name, f"is inside the package '{parent.name}'; name the outermost.")
    return sorted(set(spec.submodule_search_locations))


def _walk(folder: str, name: str, in_package: bool, listing: Listing, above: tuple[int, ...]) -> bool:
    """Note all modules in a folder and below; return whether there are any. `above` are the inodes of its parents."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        listing.warnings.append((folder, f"can't be listed: {error.strerror}."))
        return False
    has_init = any(entry.name == INIT for entry in entries)
    if in_package and not has_init:
        if any(_is_module(entry.name) for entry in entries):
            listing.warnings.append((folder, f"no {INIT}: the modules in this folder are not looked at."))
        return False
    some = False
    for entry in entries:
        if _is_module(entry.name) and not entry.is_dir():
            odd = _oddity(entry)
            if odd:
                listing.warnings.append((entry.path, odd))
                continue
            listing.files[name if entry.name == INIT else f"{name}.{entry.name[:-3]}"] = entry
            some = True
        elif entry.name.isidentifier() and entry.name != "__pycache__" and entry.is_dir():
            if entry.is_symlink() and entry.stat().st_ino in above:
                continue  # a link that leads round in a circle
            below = (*above, entry.inode())
            some |= _walk(entry.path, f"{name}.{entry.name}", in_package or has_init, listing, below)
    if some and not has_init:
        listing.namespaces.add(name)
    return some


def _oddity(entry: os.DirEntry[str]) -> str:
    if not entry.is_file():
        return "a link that leads nowhere: not looked at."
    return "a module can't have a dot in its name: not looked at." if entry.name.count(".") > 1 else ""


def _is_module(name: str) -> bool:
    return name.endswith(".py") and not name.startswith(".")
