"""What lasts beyond a test: namespaces, classes, objects that modules keep, and what their variables hold now."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import FunctionType
from typing import Any

from impact.recording.looking import attributes, attributes_of_class, is_a, qualname_of, reader_of_attributes
from impact.recording.places import identity

_CONTAINERS = (dict, list, set, deque)
_PLAIN = frozenset(map(identity, (str, bytes, int, float, complex, bool, type(None))))
"""By identity: comparing classes asks their metaclasses."""
_LENGTHS: dict[int, Callable[[Any], int]] = {identity(each): each.__len__ for each in _CONTAINERS}
_COMPARED = 64
"""So many elements of a tuple are looked at."""
ABSENT = object()
"""What is seen of a variable that is not bound."""


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """Something that lasts, and whose variables can be looked at.

    - `path` and `label` name it: the module, and what stands there.
    - `variables` returns what it holds now.
    - `ways` are the names over which one gets at it; none for what is read by the name of the variable alone.
    - `word` is the name under which its variables are read, where that is not their own.
    - `through` is the name of an object that foreign methods read and change: its variables are read by it as well.
    - `starts` are the functions that compute what it holds, where it shows them.
    - `is_class`, `is_module` are whether it is one; `reference` gives what else it is, while that is there.
    """

    path: str
    label: str
    variables: Callable[[], Mapping[str, Any]]
    ways: frozenset[str] = frozenset()
    word: str = ""
    through: str = ""
    starts: tuple[int, ...] = ()
    is_class: bool = False
    is_module: bool = False
    reference: Callable[[], object] = lambda: None

    @property
    def is_gone(self) -> bool:
        """Whether it is no more."""
        return not self.is_module and self.reference() is None

    def key(self, name: str) -> str:
        """Name one of its variables, uniquely in its module."""
        return named(self.label, name)

    def names(self) -> set[str]:
        """Return the names of its variables; a key of another type is none, and to hash it could run its code."""
        return {name for name in list(self.variables()) if type(name) is str}

    def look(self, name: str) -> object:
        """Return something that differs when the variable holds another value, or a container that has grown."""
        value = self.variables().get(name, ABSENT)
        if value is ABSENT:
            return ABSENT
        kind = identity(type(value))
        if kind in _PLAIN:
            return type(value), value
        length = _LENGTHS.get(kind)
        if length is None and is_a(value, *_CONTAINERS):
            length = _base(value).__len__
        return Look(value) if length is None else (identity(value), length(value))


def named(label: str, name: str) -> str:
    """Name a variable of what stands under a label; "" for the module itself."""
    return f"{label}.{name}" if label else name


def of_module(path: str, namespace: dict[str, Any]) -> Holder:
    """Return the holder of a module's globals."""
    return Holder(path, "", lambda: namespace, is_module=True)


def of_lazy_module(path: str, namespace: dict[str, Any]) -> Holder:
    """Return the holder of the names that a module binds in itself when it is first asked for them."""
    return Holder(path, "", lambda: namespace, reference=lambda: namespace)


def of_class(path: str, cls: type, ways: frozenset[str]) -> Holder:
    """Return the holder of a class's own attributes."""
    reference = weakref.ref(cls)

    def variables() -> Mapping[str, Any]:
        living = reference()
        return {} if living is None else attributes_of_class(living)

    return Holder(path, qualname_of(cls), variables, ways, is_class=True, reference=reference)


def of_instance(path: str, label: str, instance: object, ways: frozenset[str], through: str) -> Holder | None:
    """Return the holder of an object's attributes; None where it can't be followed weakly."""
    try:
        reference = weakref.ref(instance)
    except TypeError:
        return None
    cls = type(instance)
    read = reader_of_attributes(cls)

    def variables() -> Mapping[str, Any]:
        living = reference()
        if living is None:
            return {}
        return read(living) if type(living) is cls else attributes(living)  # it may have become another class's

    return Holder(path, label, variables, ways, through=through, reference=reference)


def of_global(path: str, name: str, namespace: Mapping[str, Any], ways: frozenset[str], through: str) -> Holder:
    """Return the holder of the attributes of whatever stands in a global."""

    def variables() -> Mapping[str, Any]:
        return attributes(namespace.get(name))

    return Holder(path, name, variables, ways, through=through, reference=lambda: namespace.get(name))


def of_closure(path: str, label: str, name: str, function: FunctionType, starts: tuple[int, ...]) -> Holder:
    """Return the holder of the variables around a function, and of the containers that are its defaults."""
    reference = weakref.ref(function)

    def variables() -> Mapping[str, Any]:
        living = reference()
        return {} if living is None else cells(living)

    return Holder(path, f"{label} ", variables, word=name, starts=starts, reference=reference)


def cells(function: FunctionType) -> dict[str, Any]:
    """Return the variables around a function that are bound, and those parameters whose defaults can be changed."""
    found: dict[str, Any] = {}
    code, values = function.__code__, function.__defaults__ or ()
    if values:
        names = code.co_varnames[code.co_argcount - len(values) :]
        found.update((name, value) for name, value in zip(names, values, strict=False) if is_container(value))
    if function.__kwdefaults__:
        found.update((name, value) for name, value in function.__kwdefaults__.items() if is_container(value))
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            continue
    return found


def is_container(value: object) -> bool:
    """Whether this holds other values, and can be changed; a tuple, whether it holds something that can."""
    return is_a(value, *_CONTAINERS) or (is_a(value, tuple) and any(map(is_container, _few_elements(value))))


class Look:
    """What a variable holds, by identity, without keeping it alive. Equal as long as it holds the same."""

    __slots__ = ("_tokens",)

    def __init__(self, value: object) -> None:
        self._tokens = [_token(each) for each in (_few_elements(value) if is_a(value, tuple) else [value])]

    def __eq__(self, other: object) -> bool:
        return type(other) is Look and (
            len(self._tokens) == len(other._tokens) and all(map(_is_same, self._tokens, other._tokens))
        )

    __hash__ = None  # type: ignore[assignment] # compared only


def _token(value: object) -> object:
    """Return what stands for a value. Another object may come to the same address: where it can, a reference does."""
    if identity(type(value)) in _PLAIN:
        return type(value), value
    try:
        return weakref.ref(value)
    except TypeError:
        return id(value)


def _is_same(token: object, other: object) -> bool:
    # References are compared by identity: while one to an object is there, another is the same. `==` would ask objects.
    return token is other or (type(token) is type(other) and type(token) is not weakref.ref and token == other)


def _elements(value: Any) -> Iterator[Any]:
    """Return what a container holds, whatever its class makes of going through it."""
    base = _base(value)
    return iter(dict.values(value)) if base is dict else base.__iter__(value)


def _few_elements(value: Any) -> list[Any]:
    return list(islice(_elements(value), _COMPARED))


def _base(value: object) -> Any:
    return next(each for each in (*_CONTAINERS, tuple) if is_a(value, each))
