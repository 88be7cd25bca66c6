"""Which files are project code: under the root or beside it, but neither installed nor made by the tests themselves."""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from pathlib import Path

_INSTALLED = ("site-packages", "dist-packages")
"""Folders that installers own, wherever they are (a virtual environment under the root, for instance)."""

_TOOLS = ("pytest", "_pytest", "pluggy", "xdist", "execnet")
"""Packages that run the tests. Under the root they are the project itself."""

_LONGEST = 400
"""Names on the way to a folder, those of the targets of links included: more are a circle."""

_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


def installed_folders() -> frozenset[str]:
    """Return the folders of the running interpreter's own and installed modules, as real paths."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    found = {sysconfig.get_path(name) for name in names} | {os.path.dirname(os.__file__)}
    return frozenset(os.path.realpath(each) + os.sep for each in found if each)


def tool_folders() -> tuple[str, ...]:
    """Return the folders of the test runner, as real paths: xdist copies it to where a remote worker starts."""
    modules = (sys.modules.get(name) for name in _TOOLS)
    files = (getattr(module, "__file__", None) for module in modules)
    return tuple(os.path.dirname(os.path.realpath(file)) + os.sep for file in files if file)


class Territory:
    """Tells project files from all others, and gives them their places: paths relative to the root, with `/`.

    Code outside the root that no installer owns (a sibling checkout on the path) is project code too, with a
    place that starts with `../`. What lies in the folder for temporary files is no project code, since tests
    make it, unless it lies beside the root; nor is this project, from wherever it is installed.
    """

    def __init__(self, root: Path, foreign: Iterable[str] | None = None) -> None:
        self.root = os.path.realpath(root) + os.sep
        self._foreign = frozenset(foreign) if foreign is not None else installed_folders()
        self._beside = os.path.dirname(self.root[:-1]) + os.sep
        self._temporary = os.path.realpath(tempfile.gettempdir()) + os.sep
        self._prefixes = tuple({os.path.realpath(p) + os.sep for p in (sys.prefix, sys.exec_prefix)})
        self._own = tuple(os.path.join(_HOME, name) + os.sep for name in ("impact", "pytest_openedx", "codemods"))
        self._own += tool_folders()
        self._places: dict[str, str | None] = {}
        self._folders: dict[str, tuple[str, tuple[str, ...], bool]] = {}
        self._disowned: set[str] = set()
        self.links: dict[str, tuple[str, ...]] = {}
        """For each file that `place` was asked for: the places of the linked folders that lead to it, if any do."""

    def place(self, filename: str) -> str | None:
        """Return the place of a file, or None where it is not project code."""
        try:
            return self._places[filename]
        except KeyError:
            found = self._places[filename] = self._find(filename)
            return found

    def disown(self, filename: str) -> None:
        """Take a file for no project code from now on, wherever it lies."""
        self._disowned.add(filename)
        self._places[filename] = None

    def forget_links(self) -> None:
        """Resolve all folders anew: a link to one of them comes or goes."""
        self._folders.clear()
        self.links.clear()
        self._places = dict.fromkeys(self._disowned)

    def path(self, place: str) -> str:
        """Return the absolute path of a place."""
        return os.path.normpath(self.root + place)

    def _find(self, filename: str) -> str | None:
        if not filename or filename.startswith("<"):
            return None
        path = os.path.abspath(filename)
        # The folder is resolved and the last name is not: a symlinked file keeps the name under which it is used.
        folder, name = os.path.split(path)
        if folder not in self._folders:
            real = os.path.realpath(folder)
            links = self._links_to(folder) if real != folder else ()
            self._folders[folder] = real, links, self._is_installed(os.path.join(real, ""))
        folder, links, is_installed = self._folders[folder]
        if links:
            self.links[filename] = links
        path = os.path.join(folder, name)
        if is_installed or any(part in name for part in _INSTALLED):
            return None
        if path.startswith(self.root):
            inner = tuple(p for p in self._prefixes if p.startswith(self.root))
            return None if inner and path.startswith(inner) else path[len(self.root) :].replace(os.sep, "/")
        if path.startswith((*self._prefixes, *self._own)):
            return None
        if path.startswith(self._temporary) and not path.startswith(self._beside):
            return None
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def _is_installed(self, folder: str) -> bool:
        return any(part in folder for part in _INSTALLED) or folder.startswith(tuple(self._foreign))

    def _links_to(self, folder: str) -> tuple[str, ...]:
        """Return the places of the links under the root that are passed on the way to a folder."""
        found: dict[str, None] = {}
        here, left = os.sep, folder.split(os.sep)[::-1]
        for _ in range(_LONGEST):
            if not left:
                break
            name = left.pop()
            path = os.path.normpath(os.path.join(here, name))
            if not os.path.islink(path):
                here = path
                continue
            place = self.place(path)
            if place is not None and not place.startswith("../"):
                found[place] = None
            left += os.readlink(path).split(os.sep)[::-1]
            if os.path.isabs(os.readlink(path)):
                here = os.sep
        return tuple(found)
