"""The holders of one process: which classes and objects of the project last, and what is known of each."""

from __future__ import annotations

from typing import Any

from impact.recording.holding import Holder, of_class, of_global, of_instance, of_module
from impact.recording.looking import bases_of, module_of, name_of_class, qualname_of

Family = tuple[str, str]
"""Path of a module, and qualname of a class in it."""


class Holders:
    """Makes one holder for each thing that lasts. `modules` are their holders, by the names of the modules."""

    def __init__(self) -> None:
        self.modules: dict[str, Holder] = {}
        self._known: dict[int, Holder] = {}
        self._namespaces: dict[str, dict[str, Any]] = {}

    def add_module(self, path: str, namespace: dict[str, Any]) -> Holder:
        """Take in a module of the project that has been imported."""
        self._namespaces[path] = namespace
        holder = self.modules[str(namespace.get("__name__"))] = of_module(path, namespace)
        return holder

    def known(self, value: object) -> Holder | None:
        """Return the holder of a class or an object, if there is one."""
        found = self._known.get(id(value))
        return found if found is not None and found.reference() is value else None

    def of_class(self, path: str, cls: type) -> Holder:
        """Return a new holder of a class."""
        holder = self._known[id(cls)] = of_class(path, cls, self._ways(cls))
        return holder

    def of_object(self, path: str, label: str, name: str, value: object) -> Holder | None:
        """Return a new holder of an object that can be got at by a name; None where it can't be followed."""
        ways, through = self._ways(type(value)) | {name}, name if self.is_foreign(type(value)) else ""
        holder = of_instance(path, label, value, ways, through)
        if holder is None and label == name and self._namespaces[path].get(name) is value:
            holder = of_global(path, name, self._namespaces[path], ways, through)
        if holder is not None:
            self._known[id(value)] = holder
        return holder

    def forget(self, holder: Holder) -> None:
        """Drop a holder of what is no more."""
        for number in [number for number, each in self._known.items() if each is holder]:
            del self._known[number]

    def families(self, cls: type) -> list[Family]:
        """Return the class, and its bases, as far as they are the project's."""
        modules = self.modules
        return [
            (modules[module_of(each)].path, qualname_of(each)) for each in bases_of(cls) if module_of(each) in modules
        ]

    def is_foreign(self, cls: type) -> bool:
        """Whether methods that are not the project's can change objects of a class."""
        return any(module_of(each) not in self.modules for each in bases_of(cls)[:-1])

    def _ways(self, cls: type) -> frozenset[str]:
        return frozenset(name_of_class(each) for each in bases_of(cls) if module_of(each) in self.modules)
