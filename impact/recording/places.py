"""Numbers for the places that can be entered: the functions of project files, and their module levels."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import CodeType

Place = tuple[str, str, int]
"""Path of a file, qualified name and first line of a function; the module level is ("", 0)."""

identity = object.__hash__
"""Tells code objects apart by their address, as `id` does. But `id` raises an audit event each time, which whoever
listens pays for (we do), and the hash of a code object is computed from all that it holds."""

_IS_FUNCTION = inspect.CO_OPTIMIZED | inspect.CO_NEWLOCALS


def _is_definition(code: CodeType) -> bool:
    """Whether the code object is that of a `def`, not of a class body, a lambda or a comprehension."""
    return code.co_flags & _IS_FUNCTION == _IS_FUNCTION and not code.co_name.startswith("<")


class Places:
    """The table of one process. Its numbers are dense, never reused, and mean something in this process only."""

    def __init__(self) -> None:
        self.table: list[Place] = []
        self._numbers: dict[Place, int] = {}
        self._by_code: dict[Place, int] = {}

    def number(self, place: Place) -> int:
        """Return the number of a place, a new one where it is new."""
        found = self._numbers.get(place)
        if found is None:
            found = self._numbers[place] = len(self.table)
            self.table.append(place)
        return found

    def of_module(self, path: str, body: CodeType) -> Callable[[CodeType], int | None]:
        """Number everything that a module's code can enter.

        A lambda, a comprehension or a class body in a function is entered on behalf of that function; a lambda
        outside any function on behalf of the module level. The module's body itself and its class bodies run
        while the module is imported and have no number.
        """
        numbers: dict[int, int] = {}
        stack: list[tuple[CodeType, int | None]] = [(body, None)]
        while stack:
            code, owner = stack.pop()
            if _is_definition(code):
                owner = self.number((path, code.co_qualname, code.co_firstlineno))
            number = owner
            if owner is None and code.co_flags & inspect.CO_OPTIMIZED:
                number = self.number((path, "", 0))
            if number is not None:
                numbers[identity(code)] = number
                self._by_code[code.co_filename, code.co_qualname, code.co_firstlineno] = number
            stack.extend((const, owner) for const in code.co_consts if type(const) is CodeType)
        return lambda code: numbers.get(identity(code))

    def find(self, code: CodeType) -> int | None:
        """Return the number of a code object that is on some stack now; None where it is not ours."""
        return self._by_code.get((code.co_filename, code.co_qualname, code.co_firstlineno))
