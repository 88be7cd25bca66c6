"""Fingerprints of syntax trees: the same for every way to format a program, and on every version of Python.

A tree is written as a sequence of tokens, each node as its type followed by its fields in their fixed order, lists
with their length first, so that no two trees give the same sequence. Fields that later versions of Python added are
written only where they hold something.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from impact.model import digest

_LEFT_OUT = frozenset({"ctx", "type_comment", "kind", "type_ignores"})
LATER = ("type_params", "default_value", "is_lazy")
"""Fields that Python 3.11 does not have."""

Fields = Callable[[Any], tuple[Any, ...]]


def _fields_of(kind: type[ast.AST]) -> Fields:
    """Return a function that gives the fields of a node, the last one first, as a stack wants them."""
    names = [name for name in reversed(kind._fields) if name not in _LEFT_OUT and name not in LATER]
    if not names:
        return lambda node: ()
    getter = attrgetter(*names)
    if len(names) == 1:
        return lambda node: (getter(node),)
    return getter


def _plain_kinds() -> dict[type[Any], tuple[str, Fields]]:
    kinds: dict[type[Any], tuple[str, Fields]] = {}
    for value in vars(ast).values():
        # The deprecated ast.Num and its like are subclasses of Constant, and never made by the parser.
        if isinstance(value, type) and issubclass(value, ast.AST) and not issubclass(value, ast.Constant):
            kinds[value] = (value.__name__, _fields_of(value))
    return kinds


PLAIN = _plain_kinds()
"""How to write the node types that need no special care."""


def seal(tokens: list[str]) -> str:
    """Return the fingerprint of a sequence of tokens."""
    return digest(["\0".join(tokens)])


def write_constant(value: object) -> str:
    """Return a text that differs for any two different constants, 1 and 1.0 and True included.

    It uses no `repr` of text, which follows the interpreter's Unicode tables, and no decimal digits of integers,
    whose number is limited.
    """
    if isinstance(value, str):
        return f"str {len(value)} {value}"
    if isinstance(value, bytes):
        return f"bytes {value.hex()}"
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)
    return repr(value)


def joined_values(node: ast.AST) -> list[Any]:
    """Return the parts of an f-string as if there was only one way to split its text.

    Versions of Python differ in where they leave empty pieces of text.
    """
    values: list[Any] = []
    for value in node.values:  # type: ignore[attr-defined]  # a JoinedStr, or a TemplateStr of Python 3.14
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            if values and isinstance(values[-1], str):
                values[-1] += value.value
            elif value.value:
                values.append(value.value)
        else:
            values.append(value)
    return [ast.Constant(each) if isinstance(each, str) else each for each in values]
