"""Which names Python looked for as it searched modules: the paths that would have been, or would be, found first."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from importlib.machinery import EXTENSION_SUFFIXES
from types import ModuleType


class Searches:
    """Books the paths at which modules were looked for: `book` takes one, `missing` a top-level name found in none.

    `outside` takes the top-level name of a module that is there, not under the root, and was not loaded.
    """

    def __init__(
        self,
        book: Callable[[str], object],
        missing: Callable[[str], None],
        outside: Callable[[str], None],
        owned: Callable[[str], bool],
    ) -> None:
        self._book, self._missing, self._outside, self._owned = book, missing, outside, owned
        self._sought: dict[str, tuple[str, ...]] = {}

    def sought(self, name: str, folders: Iterable[str] = ()) -> None:
        """Remember a module, and in which folders it was looked for if that is known. Whether it was found: later."""
        if "." in name or name not in sys.stdlib_module_names:
            known = tuple(folders)
            if known or name not in self._sought:
                self._sought[name] = known

    def settle(self) -> None:
        """Book the modules that were looked for since the last call, wherever they could be.

        Of those that were loaded only the folders without `__init__.py`: other modules tell of themselves.
        """
        if not self._sought:
            return
        sought, self._sought = self._sought, {}
        for name, folders in sought.items():
            if name not in sys.modules:
                self._settle(name, folders)
            elif _is_namespace(sys.modules[name]):
                self._follow(name, _folders(name.rpartition(".")[0]))

    def _settle(self, name: str, folders: Iterable[str]) -> None:
        parent = name.rpartition(".")[0]
        while parent and not folders and parent not in sys.modules:
            name, parent = parent, parent.rpartition(".")[0]  # where that is missing, nobody gets further
        found = self._follow(name, folders or _folders(parent))
        if not parent and found is None:
            self._missing(name)
        elif not parent and found is not None and not self._owned(found):
            self._outside(name)

    def passed_by(self, name: str, found: str) -> None:
        """Book that nothing stands where Python looked before it came to the file `found` of a module."""
        parent, _, last = name.rpartition(".")
        folders = _folders(parent)
        while parent:
            if _is_namespace(sys.modules.get(parent)):
                self._follow(parent, _folders(parent.rpartition(".")[0]))
            parent = parent.rpartition(".")[0]
        for folder in folders:
            path = os.path.join(folder or os.getcwd(), last)
            if found.startswith(path + os.sep):
                return
            self._book(path)  # a package goes before a module
            if os.path.isdir(path):
                self._book(os.path.join(path, "__init__.py"))
            if found == f"{path}.py":
                return
            self._book(f"{path}.py")

    def _follow(self, name: str, folders: Iterable[str]) -> str | None:
        """Book each name that Python looks for until it finds a module; return where, None if it finds none.

        A folder without `__init__.py` is found only where no other follows: any of them could become the package.
        """
        last = name.rpartition(".")[2]
        for folder in folders:
            path = os.path.join(folder or os.getcwd(), last)
            self._book(path)
            if os.path.isdir(path):
                self._book(os.path.join(path, "__init__.py"))
                if os.path.isfile(os.path.join(path, "__init__.py")):
                    return path
            self._book(f"{path}.py")
            if os.path.isfile(f"{path}.py") or any(os.path.isfile(path + suffix) for suffix in EXTENSION_SUFFIXES):
                return path
        return None


def _folders(parent: str) -> list[str]:
    """Return where the modules of a package are looked for, those of no package at all if it is ""."""
    if not parent:
        return list(sys.path)
    try:
        return list(sys.modules[parent].__path__)
    except (KeyError, AttributeError, TypeError):
        return []


def _is_namespace(module: ModuleType | None) -> bool:
    """Whether a module is a package of folders without `__init__.py`."""
    return module is not None and hasattr(module, "__path__") and getattr(module, "__file__", None) is None
