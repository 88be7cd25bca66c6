"""Functions that stand before those of the project, and that nobody should see there."""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import Any

_FILENAME = "<impact: importlib _bootstrap>"
_renamed: dict[CodeType, CodeType] = {}


def unseen(function: Any) -> Any:
    """Let a warning of who is called by this function be told of who calls it, as without it.

    Python passes over frames whose file has a name like those of the import system when it counts the `stacklevel` of a
    warning (`_is_internal_filename` in CPython's Lib/warnings.py).
    """
    if type(function) is FunctionType:
        code = function.__code__
        if code not in _renamed:
            _renamed[code] = code.replace(co_filename=_FILENAME)
        function.__code__ = _renamed[code]
    return function
