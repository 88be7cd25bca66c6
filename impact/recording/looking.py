"""Looking at objects without asking them: whatever their classes make of such questions, none of their code runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any

_MRO = type.__dict__["__mro__"].__get__
_DICT = type.__dict__["__dict__"].__get__
_MODULE = type.__dict__["__module__"].__get__
_NAME = type.__dict__["__name__"].__get__
_QUALNAME = type.__dict__["__qualname__"].__get__


def is_a(value: object, *classes: type) -> bool:
    """Whether a value is of one of these classes, or derived from one. Unlike `isinstance` this asks no lazy object."""
    return issubclass(type(value), classes)


def bases_of(cls: type) -> tuple[type, ...]:
    """Return a class and those that it is derived from, in the order in which attributes are looked for."""
    found: tuple[type, ...] = _MRO(cls)
    return found


def attributes_of_class(cls: type) -> Mapping[str, Any]:
    """Return a class's own attributes."""
    found: Mapping[str, Any] = _DICT(cls)
    return found


def module_of(cls: type) -> str:
    """Return the name of the module of a class; "" where it has none."""
    try:
        found = _MODULE(cls)
    except AttributeError:
        return ""
    return found if type(found) is str else ""


def name_of_class(cls: type) -> str:
    """Return the name of a class."""
    return str(_NAME(cls))


def qualname_of(cls: type) -> str:
    """Return the name of a class with those of the classes and functions around it."""
    return str(_QUALNAME(cls))


def attributes(instance: object) -> Mapping[str, Any]:
    """Return an object's own attributes; of one whose attributes differ by thread, those in this one."""
    return reader_of_attributes(type(instance))(instance)


def reader_of_attributes(cls: type) -> Callable[[Any], Mapping[str, Any]]:
    """Return a function that gives the own attributes of an object of a class.

    In a thread that has none yet, looking for these would run the `__init__` of its class, if there is one.
    """
    if issubclass(cls, threading.local):
        if any("__init__" in attributes_of_class(each) for each in bases_of(cls)[:-1]):
            return lambda _: {}
        return lambda instance: _dictionary(threading.local.__getattribute__(instance, "__dict__"))
    for each in bases_of(cls):
        descriptor: Any = attributes_of_class(each).get("__dict__")
        if type(descriptor) in (GetSetDescriptorType, MemberDescriptorType):
            return lambda instance: _dictionary(descriptor.__get__(instance))
    return lambda instance: dict(_slots(instance))


def _dictionary(found: Any) -> Mapping[str, Any]:
    return found if type(found) is dict else {}


def _slots(instance: object) -> Iterator[tuple[str, Any]]:
    for cls in bases_of(type(instance)):
        for name, descriptor in list(attributes_of_class(cls).items()):
            if type(descriptor) is MemberDescriptorType:
                try:
                    yield name, descriptor.__get__(instance, cls)
                except AttributeError:
                    continue
