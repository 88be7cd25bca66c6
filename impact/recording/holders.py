"""The holders of one process: which classes and objects of the project last, and what is known of each."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

from impact.recording.holding import Holder, named, of_class, of_global, of_instance, of_module
from impact.recording.looking import bases_of, is_a, module_of, name_of_class, qualname_of

Family = tuple[str, str]
"""Path of a module, and qualname of a class in it."""


class _Kept(NamedTuple):
    """A class or an object that lasts: it, while it is there; where it stands, and its name there."""

    reference: Callable[[], object]
    path: str
    around: str
    name: str


class Holders:
    """Makes a holder for what lasts where one is asked for. `modules` are those of modules, by their names."""

    def __init__(self) -> None:
        self.modules: dict[str, Holder] = {}
        self._kept: dict[int, _Kept] = {}
        self._made: dict[int, Holder] = {}
        self._namespaces: dict[str, dict[str, Any]] = {}

    def add_module(self, path: str, namespace: dict[str, Any]) -> Holder:
        """Take in a module of the project that has been imported."""
        self._namespaces[path] = namespace
        holder = self.modules[str(namespace.get("__name__"))] = of_module(path, namespace)
        return holder

    def knows(self, value: object) -> bool:
        """Whether this is a class or an object that was noted."""
        found = self._kept.get(id(value))
        return found is not None and found.reference() is value

    def note_class(self, path: str, cls: type) -> bool:
        """Note that a class lasts; return whether that is news."""
        if self.knows(cls):
            return False
        self._note(cls, _Kept(weakref.ref(cls), path, "", ""))
        return True

    def note_object(self, path: str, around: str, name: str, value: object) -> bool:
        """Note that an object that can be got at by a name lasts; return whether it is new, and can be followed.

        :param around: the class in which the name stands, or "" for the module.
        """
        if self.knows(value):
            return False
        try:
            reference: Callable[[], object] = weakref.ref(value)
        except TypeError:
            namespace = self._namespaces[path]
            if around or namespace.get(name) is not value:
                return False
            self._note(value, _Kept(lambda: namespace.get(name), path, around, name))
        else:
            self._note(value, _Kept(reference, path, around, name))
        return True

    def holder(self, value: object) -> Holder:
        """Return the holder of a class or an object that was noted."""
        made = self._made.get(id(value))
        if made is None:
            made = self._made[id(value)] = self._make(value, self._kept[id(value)])
        return made

    def forget(self, holder: Holder) -> None:
        """Drop a holder of what is no more."""
        for number in [number for number, each in self._made.items() if each is holder]:
            del self._made[number], self._kept[number]

    def families(self, cls: type) -> list[Family]:
        """Return the class, and its bases, as far as they are the project's."""
        modules = self.modules
        return [
            (modules[module_of(each)].path, qualname_of(each)) for each in bases_of(cls) if module_of(each) in modules
        ]

    def _note(self, value: object, kept: _Kept) -> None:
        self._kept[id(value)] = kept
        self._made.pop(id(value), None)  # of what stood at that address before

    def _make(self, value: Any, kept: _Kept) -> Holder:
        if is_a(value, type):
            return of_class(kept.path, value, self._ways(value))
        cls = type(value)
        ways, through = self._ways(cls) | {kept.name}, kept.name if self._is_foreign(cls) else ""
        holder = of_instance(kept.path, named(kept.around, kept.name), value, ways, through)
        return holder or of_global(kept.path, kept.name, self._namespaces[kept.path], ways, through)

    def _is_foreign(self, cls: type) -> bool:
        """Whether methods that are not the project's can change objects of a class."""
        return any(module_of(each) not in self.modules for each in bases_of(cls)[:-1])

    def _ways(self, cls: type) -> frozenset[str]:
        return frozenset(name_of_class(each) for each in bases_of(cls) if module_of(each) in self.modules)
