"""What lasts beyond a test: namespaces, classes, objects that modules keep, and what their variables hold now."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType, MemberDescriptorType, ModuleType
from typing import Any

_CONTAINERS = (dict, list, set, deque)
_PLAIN = (str, bytes, int, float, complex, bool, type(None))
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
        return {} if living is None else type.__getattribute__(living, "__dict__")

    return Holder(path, cls.__qualname__, variables, ways, is_class=True, reference=reference)


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


def attributes(instance: object) -> Mapping[str, Any]:
    """Return an object's own attributes, whatever its class makes of looking for them."""
    try:
        found = object.__getattribute__(instance, "__dict__")
    except (AttributeError, TypeError):
        found = None
    return found if type(found) is dict else dict(_slots(instance))


def _slots(instance: object) -> Iterator[tuple[str, Any]]:
    for cls in type(instance).__mro__:
        for name, descriptor in list(vars(cls).items()):
            if type(descriptor) is MemberDescriptorType:
                try:
                    yield name, descriptor.__get__(instance, cls)
                except AttributeError:
                    continue


def is_a(value: object, *classes: type) -> bool:
    """Whether a value is of one of these classes, or derived from one. Unlike `isinstance` this asks no lazy object."""
    return issubclass(type(value), classes)


def is_container(value: object) -> bool:
    """Whether this holds other values, and can be changed."""
    return is_a(value, *_CONTAINERS)


def is_object(value: object) -> bool:
    """Whether this is an object with attributes, which can be followed: no class, function or module."""
    return not is_a(value, type, FunctionType, ModuleType) and bool(type(value).__weakrefoffset__)


def objects_under(
    name: str, value: object, is_followed: Callable[[object], bool], depth: int = _DEEP
) -> Iterator[tuple[str, object]]:
    """Yield the objects that a value leads to, each with a label: itself, its attributes, elements of containers.

    Objects that are not followed are left out, with what they hold.
    """
    if depth == 0:
        return
    if is_container(value):
        for number, each in enumerate(_elements(value)[:_COMPARED]):
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
            elements = _elements(value)
            self._tokens = [_token(each) for each in elements] if len(elements) <= _COMPARED else [len(elements)]
        else:
            self._tokens = [type, _token(value)]

    def __eq__(self, other: object) -> bool:
        return type(other) is Shape and (
            len(self._tokens) == len(other._tokens) and all(map(_is_same, self._tokens, other._tokens))
        )

    __hash__ = None  # type: ignore[assignment] # compared only


def _token(value: object) -> object:
    """Return what stands for a value. Another object may come to the same address: where it can, a reference does."""
    if type(value) in _PLAIN:
        return type(value), value
    try:
        return weakref.ref(value)
    except TypeError:
        return id(value)


def _is_same(token: object, other: object) -> bool:
    # References are compared by identity: while one to an object is there, another is the same. `==` would ask objects.
    return token is other or (type(token) is type(other) and type(token) is not weakref.ref and token == other)


def _elements(value: Any) -> list[Any]:
    """Return what a container holds, whatever its class makes of going through it."""
    if is_a(value, dict):
        return list(dict.values(value))
    base = next(each for each in _CONTAINERS if is_a(value, each))
    return list(base.__iter__(value))
