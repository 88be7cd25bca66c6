"""Compares a marked code object with the plain one, instruction by instruction, through `dis`."""

from __future__ import annotations

import dis
from types import CodeType
from typing import Any, NamedTuple

MARKER = ("LOAD_CONST", "LOAD_CONST", "LOAD_CONST", "STORE_SUBSCR")
JUMPS = frozenset(dis.hasjrel)
UNTOUCHED = (
    "co_name", "co_qualname", "co_filename", "co_firstlineno", "co_flags", "co_argcount", "co_posonlyargcount",
    "co_kwonlyargcount", "co_nlocals", "co_varnames", "co_freevars", "co_cellvars", "co_names",
)  # fmt: skip


class Listing(NamedTuple):
    """The instructions of a code object, markers left out and counted."""

    instructions: list[tuple[object, ...]]
    """Name, argument or index of the jump's target, starting line, position."""
    handlers: list[tuple[int, int, int, int, bool]]
    """Indices of the first instruction, the one after the last, the handler; depth, lasti."""
    markers: list[tuple[str, str]]
    """The instructions before and after each marker."""
    earliest: int
    """The earliest index that a jump leads to."""


def list_code(code: CodeType, marks: object) -> Listing:
    """Return the listing; a jump to a marker, or to a prefix, counts as one to the instruction after it."""
    kept, index, markers = _strip(list(dis.get_instructions(code)), code, marks)
    index[len(code.co_code)] = len(kept)
    targets = [index[each.argval] for each in kept if each.opcode in JUMPS]
    handlers = [
        (index[entry.start], index[entry.end], index[entry.target], entry.depth, entry.lasti)
        for entry in _handlers(code)
    ]
    instructions: list[tuple[object, ...]] = [
        (each.opname, index[each.argval] if each.opcode in JUMPS else _shown(each.argval), each.positions)
        for each in kept
    ]
    return Listing(instructions, handlers, markers, min(targets, default=len(kept)))


def _strip(
    found: list[dis.Instruction], code: CodeType, marks: object
) -> tuple[list[dis.Instruction], dict[int, int], list[tuple[str, str]]]:
    """Return the instructions without markers and prefixes, the index among them by offset, and the markers."""
    kept: list[dis.Instruction] = []
    index: dict[int, int] = {}
    markers = []
    at = 0
    while at < len(found):
        end = at
        taken: list[dis.Instruction] = []
        while end < len(found) and len(taken) < len(MARKER):
            if found[end].opname != "EXTENDED_ARG":
                taken.append(found[end])
            end += 1
        if tuple(one.opname for one in taken) == MARKER and taken[1].argval is marks:
            assert taken[0].argval == taken[2].argval == code.co_consts[-1]
            markers.append((kept[-1].opname, next(one.opname for one in found[end:] if one.opname != "EXTENDED_ARG")))
        else:
            end = at + 1
        index.update((each.offset, len(kept)) for each in found[at:end])
        if end == at + 1 and found[at].opname != "EXTENDED_ARG":
            kept.append(found[at])
        at = end
    return kept, index, markers


def _handlers(code: CodeType) -> list[Any]:
    return list(dis._parse_exception_table(code))  # type: ignore[attr-defined]  # dis has no public reader for it


def _shown(argument: object) -> object:
    """Code constants differ, the plain one being compared with a marked one; all else must be the same."""
    return argument.co_qualname if isinstance(argument, CodeType) else repr(argument)
