"""Watching memos in places that outlive a test: who reads one later rests on who filled it."""

from __future__ import annotations

import functools
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any

from impact.recording.answers import Answers
from impact.recording.fillers import Filler, find_fillers
from impact.recording.holders import Family, Holders
from impact.recording.holding import Holder, cells, is_container, named, of_closure, of_lazy_module
from impact.recording.looking import attributes, attributes_of_class, bases_of, is_a, module_of, qualname_of
from impact.recording.watches import Filled, Watches

_FREE = (threading.local, SimpleNamespace)


class LastingValues:
    """Knows which functions can fill which memos, and tells which were filled since the last look.

    Followed are the globals that functions store with `global`, and containers, attributes of classes and of objects
    that a module or a class keeps, and variables around functions, in which one function looks something up before it
    stores it there, by whatever name; and the names that a module's `__getattr__` binds in the module. What that of a
    class finds is followed by `answers`. `find` numbers the place of a code object.
    """

    def __init__(self, find: Callable[[CodeType], int | None], answers: Answers) -> None:
        self._find, self._answers = find, answers
        self._holders, self._watches = Holders(), Watches()
        self._fillers: dict[int, Filler] = {}
        self._methods: defaultdict[Family, list[Filler]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._watches)

    def close(self) -> None:
        """Watch nothing any more."""
        self._holders, self._watches = Holders(), Watches()
        self._fillers.clear()
        self._methods.clear()

    def add_module(
        self, path: str, body: CodeType, namespace: dict[str, Any], place_of: Callable[[CodeType], int | None]
    ) -> None:
        """Take in a module that has been imported."""
        module = self._holders.add_module(path, namespace)
        fillers = list(find_fillers(body, place_of))
        for filler in fillers:
            self._fillers.setdefault(filler.place, filler)
            if filler.around and filler.remembers:
                self._methods[path, filler.around].append(filler)
        self._watch_globals(module, fillers)
        self._watch_kept(module, namespace)
        lazy = namespace.get("__getattr__")
        place = self._find(lazy.__code__) if lazy is not None and is_a(lazy, FunctionType) else None
        if place is not None:
            self._watches.add_names(place, of_lazy_module(path, namespace))
        for filler in fillers:
            for name in filler.stores.memos:
                if is_container(namespace.get(name)):
                    self._watches.add(filler.place, module, name)
            for thing in self._named_in(namespace, filler):
                self._watch_memos(filler, thing)

    def changed(self, entered: Set[int]) -> list[Filled]:
        """Return the variables that are not as they were at the last look, as far as these places can change them."""
        return self._watches.changed(entered, self._holders.forget)

    def _watch_globals(self, module: Holder, fillers: Iterable[Filler]) -> None:
        stored = frozenset[str]().union(*(filler.stores.globals for filler in fillers))
        for filler in fillers:
            for name in stored.intersection(filler.names):
                self._watches.add(filler.place, module, name, filler.stores.given)

    def _watch_kept(self, module: Holder, namespace: Mapping[str, Any]) -> None:
        """Watch the classes of a module, the objects of the project's classes in it, and what is around functions."""
        for name, value in list(namespace.items()):
            if is_a(value, type):
                if module_of(value) == namespace.get("__name__") and not _is_case(value):
                    self._watch_class(module.path, value)
            else:
                self._watch_value(module.path, "", name, value)

    def _watch_class(self, path: str, cls: type) -> None:
        if not self._holders.note_class(path, cls):
            return
        self._watch_methods(cls, cls)
        self._follow_answers(type(cls))
        around = qualname_of(cls)
        for name, value in list(attributes_of_class(cls).items()):
            if is_a(value, type):
                if module_of(value) == module_of(cls):
                    self._watch_class(path, value)
            elif is_a(value, staticmethod, classmethod):
                self._watch_value(path, around, name, value.__func__)
            else:
                self._watch_value(path, around, name, value)

    def _follow_answers(self, cls: type) -> None:
        """Follow what an object of a class finds for attributes that are not there."""
        for each in bases_of(cls):
            if module_of(each) in self._holders.modules:
                self._answers.follow(each, self._holder_of)

    def _holder_of(self, thing: object) -> Holder | None:
        return self._holders.holder(thing) if self._holders.knows(thing) else None

    def _watch_value(self, path: str, around: str, name: str, value: Any) -> None:
        if is_a(value, FunctionType):
            self._watch_closure(path, around, name, value)
        elif self._may_keep(value) and self._holders.note_object(path, around, name, value):
            self._watch_methods(value, type(value))
            self._follow_answers(type(value))

    def _may_keep(self, value: object) -> bool:
        """Whether this is an object of a class of the project, or of one that is made to take any attribute."""
        return module_of(type(value)) in self._holders.modules or is_a(value, *_FREE)

    def _watch_methods(self, thing: object, cls: type) -> None:
        for family in self._holders.families(cls):
            for filler in self._methods.get(family, ()):
                self._watch_memos(filler, thing)

    def _watch_memos(self, filler: Filler, thing: Any) -> None:
        is_class = is_a(thing, type)
        if filler.stores.unspelled and (filler.stores.on_class or not is_class):
            self._watches.add_names(filler.place, self._holders.holder(thing))
        for name in filler.memos_in(attributes_of_class(thing) if is_class else attributes(thing), is_class):
            if self._watches.has_room(filler.place, name, is_class):
                self._watches.add(filler.place, self._holders.holder(thing), name)

    def _watch_closure(self, path: str, around: str, name: str, function: FunctionType) -> None:
        variables = cells(function)
        place = self._find(function.__code__) if variables else None
        filler = self._fillers.get(place) if place is not None else None
        if filler is None or not (filler.stores.mutates or filler.stores.cells):
            return
        starts = [self._find(each.__code__) for each in variables.values() if is_a(each, FunctionType)]
        label = named(around, name)
        holder = of_closure(path, label, name, function, tuple(each for each in starts if each is not None))
        for variable, value in variables.items():
            if is_container(value) or filler.stores.cells:
                self._watches.add(filler.place, holder, variable)

    def _named_in(self, namespace: Mapping[str, Any], filler: Filler) -> Iterator[object]:
        """Yield what stands under the names that a function mentions, and lasts."""
        return (namespace[name] for name in filler.names if name in namespace and self._holders.knows(namespace[name]))


def cached_lambdas(namespace: Mapping[str, Any]) -> Iterator[tuple[str, FunctionType]]:
    """Yield the lambdas behind caches of `functools`, with the names that a module gives these."""
    for name, value in list(namespace.items()):
        function = getattr(value, "__wrapped__", None) if type(value) is _CACHE else None
        if isinstance(function, FunctionType) and function.__name__ == "<lambda>":
            yield name, function


_CACHE = type(functools.cache(lambda: None))


def _is_case(cls: type) -> bool:
    """Whether this is a class of tests: what it keeps comes from its own fixtures, which its tests rest on."""
    return any(module_of(base) == "unittest.case" for base in bases_of(cls))
