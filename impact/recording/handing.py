"""Which variables a function hands to another, or returns, so that what they hold may be changed there."""

from __future__ import annotations

import dis
import sys
from types import CodeType
from typing import NamedTuple

_EXTENDED, _CACHE = dis.opmap["EXTENDED_ARG"], dis.opmap["CACHE"]
_GLOBAL, _ATTRIBUTE = dis.opmap["LOAD_GLOBAL"], dis.opmap["LOAD_ATTR"]
_RETURN = dis.opmap["RETURN_VALUE"]
_MARKED_ATTRIBUTES = sys.version_info >= (3, 12)
"""Since then one bit of the argument tells that a method is loaded to be called; `LOAD_METHOD` did before."""
_ONLY_READS = frozenset(
    dis.opmap[name]
    for name in (
        "LOAD_ATTR LOAD_METHOD STORE_ATTR DELETE_ATTR CONTAINS_OP GET_ITER GET_LEN COMPARE_OP IS_OP TO_BOOL UNARY_NOT"
        " BINARY_SUBSCR BINARY_OP POP_TOP FORMAT_VALUE FORMAT_SIMPLE CONVERT_VALUE CHECK_EXC_MATCH STORE_FAST"
        " POP_JUMP_IF_FALSE POP_JUMP_IF_TRUE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE UNPACK_SEQUENCE IMPORT_FROM"
        " POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_TRUE POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE"
    ).split()
    if name in dis.opmap
)
_SUBSCRIPTS = frozenset(dis.opmap[name] for name in ("BINARY_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR"))
_READERS = frozenset(
    "all any bool dict enumerate frozenset isinstance len list max min repr set sorted str sum tuple".split()
)


class Handed(NamedTuple):
    """Names of globals and attributes: those handed to what is called, and those returned."""

    given: frozenset[str]
    returned: frozenset[str]


def handed(code: CodeType) -> Handed:
    """Return what a function hands over by the name of a global or an attribute; what it only looks at is left out."""
    steps = _steps(code.co_code)
    given, returned = set[str](), set[str]()
    called = ""
    for at, (opcode, argument) in enumerate(steps[:-1]):
        if opcode not in (_GLOBAL, _ATTRIBUTE):
            continue
        marked = opcode == _GLOBAL or _MARKED_ATTRIBUTES
        name = code.co_names[argument >> 1 if marked else argument]
        if marked and argument & 1:
            called = name
        elif steps[at + 1][0] == _RETURN:
            returned.add(name)
        elif called not in _READERS and not _only_reads(*(opcode for opcode, _ in steps[at + 1 : at + 3])):
            given.add(name)
    return Handed(frozenset(given), frozenset(returned))


def _only_reads(first: int, second: int = _RETURN) -> bool:
    """Whether these instructions, after a value was loaded, do no more than look at it, or change it right here."""
    return first in _ONLY_READS or second in _SUBSCRIPTS


def _steps(raw: bytes) -> list[tuple[int, int]]:
    """Return instructions and their whole arguments."""
    found: list[tuple[int, int]] = []
    extended = 0
    for opcode, argument in zip(raw[::2], raw[1::2], strict=True):
        if opcode == _EXTENDED:
            extended = (extended | argument) << 8
        elif opcode != _CACHE:
            found.append((opcode, extended | argument))
            extended = 0
    return found
