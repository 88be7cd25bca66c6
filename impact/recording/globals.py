"""Watching module globals that functions fill as they run: who reads one later rests on whoever filled it."""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any, NamedTuple

_STORES = frozenset(dis.opmap[name] for name in ("STORE_GLOBAL", "DELETE_GLOBAL"))
_CONTAINERS = (dict, list, set)


_Key = tuple[str, str]


class _Watched(NamedTuple):
    namespace: dict[str, Any]
    path: str
    name: str


class FilledGlobals:
    """Knows which places read or fill which globals, and tells which have another value since the last look.

    Followed are the names that some function of the module stores with `global`. Entries that functions add to a
    dictionary of the module are not: see docs/soundness.md.
    """

    def __init__(self) -> None:
        self._by_place: dict[int, list[_Watched]] = {}
        self._states: dict[tuple[str, str], object] = {}

    def add_module(
        self, path: str, body: CodeType, namespace: dict[str, Any], place_of: Callable[[CodeType], int | None]
    ) -> None:
        """Take in a module that has been imported."""
        reads: dict[str, set[int]] = {}
        stored: set[str] = set()
        stack = [body]
        while stack:
            code = stack.pop()
            stack.extend(const for const in code.co_consts if type(const) is CodeType)
            place = place_of(code)
            if place is None:
                continue
            for name in code.co_names:
                if name in namespace:
                    reads.setdefault(name, set()).add(place)
            if not _STORES.isdisjoint(code.co_code[::2]):
                stored.update(_stored_names(code))
                for name in _stored_names(code):
                    reads.setdefault(name, set()).add(place)
        for name in stored:
            watched = _Watched(namespace, path, name)
            self._states[path, name] = _state(watched)
            for place in reads.get(name, ()):
                self._by_place.setdefault(place, []).append(watched)

    def changed(self, entered: Iterable[int]) -> dict[tuple[str, str], list[int]]:
        """Return path and name of the globals that are not as they were, each with those places that can fill it."""
        touching: dict[_Key, list[int]] = {}
        states: dict[_Key, object] = {}
        for place in entered:
            for watched in self._by_place.get(place, ()):
                key = watched.path, watched.name
                touching.setdefault(key, []).append(place)
                states[key] = _state(watched)
        found = {key: touching[key] for key, state in states.items() if state != self._states[key]}
        self._states |= states
        return found

    def __bool__(self) -> bool:
        return bool(self._by_place)


def _stored_names(code: CodeType) -> set[str]:
    return {each.argval for each in dis.get_instructions(code) if each.opcode in _STORES}


def _state(watched: _Watched) -> object:
    """Return something that differs when the global was filled: its identity, and the size of a container."""
    value: Any = watched.namespace.get(watched.name)
    return (id(value), len(value)) if type(value) in _CONTAINERS else id(value)
