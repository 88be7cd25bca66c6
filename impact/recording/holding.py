"""What lasts beyond a test: namespaces, classes, objects that modules keep, and what their variables hold now."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import FunctionType, ModuleType
from typing import Any

from impact.recording.looking import attributes, attributes_of_class, has_weak_references, is_a, qualname_of

_CONTAINERS = (dict, list, set, deque)
_PLAIN = frozenset(map(id, (str, bytes, int, float, complex, bool, type(None))))
"""By identity: comparing classes asks their metaclasses."""
_COMPARED = 64
"""Of a container with more elements only their number is compared."""
ABSENT = object()
"""The shape of a variable that is not bound."""
_DEEP = 3
"""So many objects are followed from a module to what it keeps: an attribute, or element, of each."""


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """Something that lasts, and whose variables can be looked at.

    - `path` and `label` name it: the module, and what stands there.
    - `variables` returns what it holds now.
    - `ways` are the names over which one gets at it; none for what is read by the name of the variable alone.
    - `word` is the name under which its variables are read, where that is not their own.
    - `starts` are the functions that compute what it holds, where it shows them.
    - `is_class`, `is_module` are whether it is one; `reference` gives what else it is, while that is there.
    """

    path: str
    label: str
    variables: Callable[[], Mapping[str, Any]]
    ways: frozenset[str] = frozenset()
    word: str = ""
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
        return f"{self.label}.{name}" if self.label else name

    def shape(self, name: str) -> object:
        """Return something that differs when the variable holds something else."""
        variables = self.variables()
        return Shape(variables[name]) if name in variables else ABSENT


def of_module(path: str, namespace: dict[str, Any]) -> Holder:
    """Return the holder of a module's globals."""
    return Holder(path, "", lambda: namespace, is_module=True)


def of_class(path: str, cls: type, ways: frozenset[str]) -> Holder:
    """Return the holder of a class's own attributes."""
    reference = weakref.ref(cls)

    def variables() -> Mapping[str, Any]:
        living = reference()
        return {} if living is None else attributes_of_class(living)

    return Holder(path, qualname_of(cls), variables, ways, is_class=True, reference=reference)


def of_instance(path: str, label: str, instance: object, ways: frozenset[str]) -> Holder | None:
    """Return the holder of an object's attributes; None where it has none, or can't be followed weakly."""
    try:
        reference = weakref.ref(instance)
    except TypeError:
        return None

    def variables() -> Mapping[str, Any]:
        living = reference()
        return {} if living is None else attributes(living)

    return Holder(path, label, variables, ways, reference=reference)


def of_closure(path: str, name: str, function: FunctionType, starts: tuple[int, ...]) -> Holder:
    """Return the holder of the variables around a function."""
    reference = weakref.ref(function)

    def variables() -> Mapping[str, Any]:
        living = reference()
        return {} if living is None else cells(living)

    return Holder(path, f"{name} ", variables, word=name, starts=starts, reference=reference)


def cells(function: FunctionType) -> dict[str, Any]:
    """Return the variables around a function that are bound."""
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            continue
    return found


def is_container(value: object) -> bool:
    """Whether this holds other values, and can be changed."""
    return is_a(value, *_CONTAINERS)


def is_object(value: object) -> bool:
    """Whether this is an object with attributes, which can be followed: no class, function or module."""
    return not is_a(value, type, FunctionType, ModuleType) and has_weak_references(type(value))


def objects_under(
    name: str, value: object, is_followed: Callable[[object], bool], depth: int = _DEEP
) -> Iterator[tuple[str, object]]:
    """Yield the objects that a value leads to, each with a label: itself, its attributes, elements of containers.

    Objects that are not followed are left out, with what they hold.
    """
    if depth == 0:
        return
    if is_container(value):
        for number, each in enumerate(list(islice(_elements(value), _COMPARED))):
            yield from objects_under(f"{name}[{number}]", each, is_followed, depth - 1)
    elif is_followed(value) and is_object(value):
        yield name, value
        for attribute, each in list(attributes(value).items()):
            yield from objects_under(f"{name}.{attribute}", each, is_followed, depth - 1)


class Shape:
    """What a variable holds, by identity, without keeping it alive. Equal as long as it holds the same."""

    __slots__ = ("_tokens",)

    def __init__(self, value: object) -> None:
        if is_container(value):
            size = _base(value).__len__(value)
            self._tokens = [_token(each) for each in list(_elements(value))] if size <= _COMPARED else [size]
        else:
            self._tokens = [type, _token(value)]

    def __eq__(self, other: object) -> bool:
        return type(other) is Shape and (
            len(self._tokens) == len(other._tokens) and all(map(_is_same, self._tokens, other._tokens))
        )

    __hash__ = None  # type: ignore[assignment] # compared only


def _token(value: object) -> object:
    """Return what stands for a value. Another object may come to the same address: where it can, a reference does."""
    if id(type(value)) in _PLAIN:
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


def _base(value: object) -> Any:
    return next(each for each in _CONTAINERS if is_a(value, each))
