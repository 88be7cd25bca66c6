"""Watching what functions store in places that outlive the test: who reads it later rests on whoever stored it."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from impact.recording.fillers import Filler, changeable, filler_of, memos_in
from impact.recording.holders import Family, Holders
from impact.recording.holding import ABSENT, Holder, cells, is_container, of_closure
from impact.recording.looking import attributes_of_class, bases_of, is_a, module_of
from impact.recording.stores import class_around

_Watched = tuple[Holder, str, bool]
"""A holder, the name of a variable, "" for all of them, and whether they can be filled with something given."""


class Filled(NamedTuple):
    """A variable that holds something else than before, the places that can have filled it, and which of these can
    have done so with what they were given."""

    holder: Holder
    name: str
    places: list[int]
    given: list[int]


_OBJECTS, _CLASSES = 8, 32
"""Of so many objects, or classes, is looked at what one function can change. Fields that classes declare by the hundred
are no places where values are left, and to look at all of them takes longer than a test."""


class LastingValues:
    """Knows which places can change which variables, and tells which were changed since the last look.

    Followed are globals, entries of containers that a module, a class or an object holds, attributes of classes, of
    objects that a module keeps, and variables around functions; or, with `memos_only`, just the globals that functions
    store with `global`, and containers in which a function stores what it did not find there, once they grow. `find`
    numbers the place of a code object.
    """

    def __init__(self, find: Callable[[CodeType], int | None], memos_only: bool = False) -> None:
        self._find, self._memos_only = find, memos_only
        self._holders = Holders()
        self._watched: defaultdict[int, dict[tuple[int, str], _Watched]] = defaultdict(dict)
        self._places: set[int] = set()
        self._crowds: dict[tuple[int, str, bool], int] = {}
        self._shapes: dict[tuple[str, str], object] = {}
        self._fillers: dict[int, Filler] = {}
        self._methods: defaultdict[Family, list[Filler]] = defaultdict(list)
        self._stored: defaultdict[Family, set[str]] = defaultdict(set)

    def __bool__(self) -> bool:
        return bool(self._places)

    def add_module(
        self, path: str, body: CodeType, namespace: dict[str, Any], place_of: Callable[[CodeType], int | None]
    ) -> None:
        """Take in a module that has been imported."""
        module = self._holders.add_module(path, namespace)
        filling = {name for name, value in list(namespace.items()) if is_a(value, defaultdict)}
        fillers = list(self._find_fillers(path, body, place_of, filling))
        if self._memos_only:
            self._watch_globals(module, fillers)
            self._watch_memos(module, fillers)
            return
        for name, value in list(namespace.items()):
            if _is_own(name):
                self._add_value(path, name, name, value, str(namespace.get("__name__")))
        self._watch_containers(module)
        stored = frozenset[str]().union(*(filler.stores.globals for filler in fillers))
        for filler in fillers:
            for holder, name in self._within_reach(filler, module, stored, filler.stores.globals):
                self._watch(filler, holder, name)
            if any(filler.handed):
                for holder in [module, *self._inside(module, filler.names)]:
                    self._watch_handed(filler, holder, stored if holder is module else frozenset())
            if filler.stores.namespace:
                self._watch(filler, module, "")

    def _watch_globals(self, module: Holder, fillers: list[Filler]) -> None:
        stored = frozenset[str]().union(*(filler.stores.globals for filler in fillers))
        for filler in fillers:
            for name in stored.intersection(filler.names):
                self._watch(filler, module, name)

    def _watch_memos(self, module: Holder, fillers: list[Filler]) -> None:
        variables = module.variables()
        for name, value in list(variables.items()):
            if is_a(value, type) and module_of(value) == variables.get("__name__") and not _is_case(value):
                self._watch_memos_of_class(module.path, value)
            elif is_a(value, FunctionType):
                self._add_closure(module.path, name, name, value)
            elif self._is_ours(value):
                self._watch_memos_of(self._holders.of_object(module.path, name, name, value), type(value))
        for filler in fillers:
            for name in filler.memos:
                if is_container(variables.get(name)):
                    self._watch(filler.as_memo, module, name)
            for holder in self._inside(module, filler.names):
                for name in memos_in(filler, holder):
                    self._watch(filler.as_memo, holder, name)

    def _watch_memos_of_class(self, path: str, cls: type) -> None:
        if self._holders.known(cls) is not None:
            return
        holder = self._holders.of_class(path, cls)
        self._watch_memos_of(holder, cls)
        for name, value in list(attributes_of_class(cls).items()):
            if is_a(value, staticmethod, classmethod):
                value = value.__func__
            if is_a(value, type) and module_of(value) == module_of(cls):
                self._watch_memos_of_class(path, value)
            elif is_a(value, FunctionType):
                self._add_closure(path, f"{holder.label}.{name}", name, value)
            elif self._is_ours(value):
                kept = self._holders.of_object(path, f"{holder.label}.{name}", name, value)
                self._watch_memos_of(kept, type(value))

    def _watch_memos_of(self, holder: Holder | None, cls: type) -> None:
        if holder is None:
            return
        for family in self._holders.families(cls):
            for filler in self._methods.get(family, ()):
                for name in memos_in(filler, holder):
                    self._watch(filler.as_memo, holder, name)

    def _is_ours(self, value: object) -> bool:
        return module_of(type(value)) in self._holders.modules and self._holders.known(value) is None

    def changed(self, entered: Iterable[int]) -> list[Filled]:
        """Return the variables that are not as they were at the last look, as far as these places can change them."""
        found: list[Filled] = []
        while True:
            candidates = self._candidates(self._places.intersection(entered))
            new = [each for each in candidates if self._is_filled(each.holder, each.name)]
            if not new:
                return found
            found += new
            for holder, name, *_ in () if self._memos_only else new:
                # What they keep now was made since the last look, and may have been filled since as well.
                for label, each in self._holders.objects(holder.key(name), holder.variables().get(name)):
                    self._add_object(holder.path, label, holder.word or name, each, is_new=True)

    def _candidates(self, places: Iterable[int]) -> list[Filled]:
        found: dict[tuple[str, str], Filled] = {}
        for place in places:
            for key, (holder, name, given) in list(self._watched[place].items()):
                if holder.is_gone:
                    del self._watched[place][key]
                    self._holders.forget(holder)
                    continue
                for each in [name] if name else _names(holder):
                    filled = Filled(holder, each, [*holder.starts], [])
                    filled = found.setdefault((holder.path, holder.key(each)), filled)
                    if not holder.starts:
                        filled.places.append(place)
                        if given:
                            filled.given.append(place)
        return list(found.values())

    def _is_filled(self, holder: Holder, name: str) -> bool:
        key, shape = (holder.path, holder.key(name)), self._look(holder, name)
        before = self._shapes.get(key, ABSENT)
        self._shapes[key] = shape
        return shape != before

    def _find_fillers(
        self, path: str, body: CodeType, place_of: Callable[[CodeType], int | None], filling: Set[str]
    ) -> Iterator[Filler]:
        """Yield the functions that can change something; `filling` are globals that reading fills."""
        stack = [body]
        while stack:
            code = stack.pop()
            stack.extend(const for const in code.co_consts if type(const) is CodeType)
            place = place_of(code)
            if place is None:
                continue
            filler = filler_of(code, place, filling)
            if filler is None:
                continue
            self._fillers.setdefault(place, filler)
            family = path, class_around(code.co_qualname)
            if family[1]:
                self._methods[family].append(filler)
                self._stored[family] |= filler.stores.own
            yield filler

    def _add_value(self, path: str, label: str, name: str, value: Any, module: str) -> None:
        """Follow what a module, or a class in it, holds under a name; the label is that of nothing else."""
        if is_a(value, staticmethod, classmethod):
            value = value.__func__
        if is_a(value, type):
            if module_of(value) == module and self._holders.known(value) is None and not _is_case(value):
                holder = self._holders.of_class(path, value)
                for attribute, each in list(attributes_of_class(value).items()):
                    if _is_own(attribute):
                        self._add_value(path, f"{holder.label}.{attribute}", attribute, each, module)
                self._watch_containers(holder)
                self._watch_family(holder, value)
                self._watch_family(holder, type(value))
        elif is_a(value, FunctionType):
            self._add_closure(path, label, name, value)
        else:
            for under, each in self._holders.objects(label, value):
                self._add_object(path, under, name, each)

    def _add_object(self, path: str, label: str, name: str, value: object, is_new: bool = False) -> Holder | None:
        holder = self._holders.known(value)
        if holder is None:
            holder = self._holders.of_object(path, label, name, value)
            if holder is not None:
                self._watch_family(holder, type(value), is_new)
                self._watch_descriptors(holder, type(value), is_new)
        return holder

    def _add_closure(self, path: str, label: str, name: str, function: FunctionType) -> None:
        around = cells(function)
        place = self._find(function.__code__) if around else None
        filler = self._fillers.get(place) if place is not None else None
        if filler is None or not (filler.stores.mutates or filler.stores.cells):
            return
        starts = [self._find(each.__code__) for each in around.values() if is_a(each, FunctionType)]
        holder = of_closure(path, label, name, function, tuple(each for each in starts if each is not None))
        for variable, value in around.items():
            if is_container(value) or filler.stores.cells:
                self._watch(filler.as_memo if self._memos_only else filler, holder, variable)

    def _watch_family(self, holder: Holder, cls: type, is_new: bool = False) -> None:
        """Watch what methods can change of an object of their class, or of the class itself."""
        foreign = holder.variables().keys() if holder.through else frozenset[str]()
        for family in self._holders.families(cls):
            for filler in self._methods.get(family, ()):
                if filler.stores.on_class or not holder.is_class:
                    for name in filler.stores.own:
                        self._watch(filler, holder, name, is_new)
                for name in changeable(filler, holder, self._stored[family] | foreign):
                    self._watch(filler, holder, name, is_new)
                self._watch_handed(filler, holder, frozenset(), is_new)
                for inner in self._inside(holder, filler.names):
                    for name in changeable(filler, inner, frozenset()):
                        self._watch(filler, inner, name, is_new)

    def _watch_handed(self, filler: Filler, holder: Holder, stored: Set[str], is_new: bool = False) -> None:
        """Watch what others can change that get at a variable through a function; classes are left out."""
        variables = holder.variables()
        for name in filler.handed.given | filler.handed.returned:
            value, given = variables.get(name), name in filler.handed.returned
            if name in stored or is_container(value):
                self._watch(filler, holder, name, is_new, given)
            elif not is_a(value, type) and (known := self._holders.known(value)) is not None:
                self._watch(filler, known, "", is_new, given)

    def _watch_containers(self, holder: Holder) -> None:
        """Watch what the methods of containers of the project's classes change: the containers themselves."""
        for name in _names(holder):
            value = holder.variables()[name]
            if is_container(value):
                for family in self._holders.families(type(value)):
                    for filler in self._methods.get(family, ()):
                        self._watch(filler, holder, name)

    def _watch_descriptors(self, holder: Holder, cls: type, is_new: bool) -> None:
        """Watch what descriptors in a class, of classes of the project, store on its objects."""
        values = [value for base in bases_of(cls)[:-1] for value in list(attributes_of_class(base).values())]
        for kind in {id(type(value)): type(value) for value in values}.values():
            for family in self._holders.families(kind):
                for filler in self._methods.get(family, ()):
                    for name in {"", *filler.stores.others} if filler.stores.any else filler.stores.others:
                        self._watch(filler, holder, name, is_new)

    def _inside(self, holder: Holder, names: Iterable[str]) -> list[Holder]:
        """Return the holders of what variables of these names hold."""
        variables = holder.variables()
        found = [self._holders.known(variables[name]) for name in names if name in variables]
        return [each for each in found if each is not None]

    def _within_reach(
        self, filler: Filler, module: Holder, stored: Set[str], names: Iterable[str]
    ) -> Iterator[tuple[Holder, str]]:
        """Yield what a function can change of all that it names; `stored` are the globals that functions bind."""
        yield from ((module, name) for name in names)
        namespace, change = module.variables(), filler.stores
        for name in filler.names:
            value: Any = namespace.get(name)
            if is_a(value, ModuleType):
                other = self._holders.of_module(value)
                if other is not None and other is not module:
                    yield from self._within_reach(filler, other, frozenset(), change.others & other.variables().keys())
            elif is_a(value, defaultdict) or (change.mutates and (name in stored or is_container(value))):
                yield module, name
            if change.others or change.any or change.mutates:
                for holder in self._held(module.path, name, value, filler.names):
                    inside = holder.variables().keys() if holder.through else frozenset[str]()
                    yield from ((holder, each) for each in changeable(filler, holder, inside))

    def _held(self, path: str, name: str, value: Any, names: Iterable[str]) -> Iterator[Holder]:
        if is_a(value, type):
            found = [self._holders.known(value)]
            found += self._inside(found[0], names) if found[0] else []
        else:
            found = [self._add_object(path, name, name, value)] if self._holders.is_followed(value) else []
            found += [self._add_object(path, label, name, each) for label, each in self._holders.objects(name, value)]
        yield from (each for each in found if each is not None)

    def _watch(self, filler: Filler, holder: Holder, name: str, is_new: bool = False, given: bool = False) -> None:
        if self._is_crowded(filler.place, holder, name):
            return
        watched, own = self._watched[filler.place], (id(holder), name)
        known = watched.get(own)
        watched[own] = holder, name, given or filler.stores.given or (known is not None and known[2])
        self._places.add(filler.place)
        for each in [name] if name else _names(holder):
            key = holder.path, holder.key(each)
            if is_new:
                self._shapes[key] = ABSENT
            elif key not in self._shapes:
                self._shapes[key] = self._look(holder, each)

    def _look(self, holder: Holder, name: str) -> object:
        return holder.size(name) if self._memos_only else holder.shape(name)

    def _is_crowded(self, place: int, holder: Holder, name: str) -> bool:
        """Whether a function can change this of too many things to look at them all: then of none it is looked at."""
        if holder.is_module or (id(holder), name) in self._watched[place]:
            return False
        crowd = place, name, holder.is_class
        self._crowds[crowd] = count = self._crowds.get(crowd, 0) + 1
        if count == (_CLASSES if holder.is_class else _OBJECTS) + 1:
            watched = self._watched[place]
            for key in [key for key, each in watched.items() if _belongs(each[0], key[1], crowd)]:
                del watched[key]
        return count > (_CLASSES if holder.is_class else _OBJECTS)


def _names(holder: Holder) -> list[str]:
    return [name for name in list(holder.variables()) if type(name) is str]


def _is_own(name: object) -> bool:
    """Whether a namespace holds something of its own under a name; there may be keys in it that are none."""
    return type(name) is str and not name.startswith("__")


def cached_lambdas(namespace: Mapping[str, Any]) -> Iterator[tuple[str, FunctionType]]:
    """Yield the lambdas behind caches of `functools`, with the names that a module gives these."""
    for name, value in list(namespace.items()):
        function = getattr(value, "__wrapped__", None) if type(value) is _CACHE else None
        if isinstance(function, FunctionType) and function.__name__ == "<lambda>":
            yield name, function


_CACHE = type(functools.cache(lambda: None))


def _belongs(holder: Holder, name: str, crowd: tuple[int, str, bool]) -> bool:
    return not holder.is_module and holder.is_class == crowd[2] and name == crowd[1]


def _is_case(cls: type) -> bool:
    """Whether this is a class of tests: what it keeps comes from its own fixtures, which its tests rest on."""
    return any(module_of(base) == "unittest.case" for base in bases_of(cls))
