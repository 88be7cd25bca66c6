"""Inserts an entry marker into a code object of CPython 3.11: a store into a mapping, wherever a frame gets going.

A frame gets going when its function is entered, and when a suspended generator or coroutine is resumed: by a value
(after each RESUME), by an exception that one of its handlers takes (after PUSH_EXC_INFO and END_ASYNC_FOR), or because
an exception ended what it delegates to (at the target of SEND, where the interpreter goes on without a RESUME).

Nobody who watches the code sees the marker, short of reading its instructions. The one at the entry has no source
location; the others take the location of their neighbour, since an instruction without one would make the
interpreter report the line that it interrupts a second time. A marker can't raise and can't be interrupted.
"""

from __future__ import annotations

import dis
import inspect
import opcode as opcodes
from collections.abc import Iterable
from types import CodeType
from typing import NamedTuple

from impact.errors import CodeNotMarkable
from impact.recording.code_tables import Insertion, Location, move_handlers, widen_lines

UNIT = 2
"""Bytes of a code unit; positions and widths below are counted in units."""

RESUME = dis.opmap["RESUME"]
LOAD_CONST = dis.opmap["LOAD_CONST"]
EXTENDED_ARG = dis.opmap["EXTENDED_ARG"]
SEND = dis.opmap["SEND"]
STORE_SUBSCR = dis.opmap["STORE_SUBSCR"]
BEFORE_ENTRY = frozenset(
    dis.opmap[name] for name in ("COPY_FREE_VARS", "MAKE_CELL", "RETURN_GENERATOR", "POP_TOP", "EXTENDED_ARG")
)
"""What may stand before the first RESUME."""
GETS_GOING = frozenset(dis.opmap[name] for name in ("RESUME", "PUSH_EXC_INFO", "END_ASYNC_FOR"))
"""After these a suspended frame goes on."""
JUMPS = frozenset(dis.hasjrel)
JUMPS_BACK = frozenset(code for name, code in dis.opmap.items() if "JUMP_BACKWARD" in name)
SUSPENDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
MARKER_STACK = 3

# The table is a list in 3.11 alone; later versions, where nobody calls us, only need to import this module.
CACHES: list[int] = list(getattr(opcodes, "_inline_cache_entries", ()))
STORE = bytes([STORE_SUBSCR, 0]) + bytes(UNIT * CACHES[STORE_SUBSCR] if len(CACHES) > STORE_SUBSCR else 0)


class _Instruction(NamedTuple):
    """An instruction with its EXTENDED_ARG prefixes and its inline caches; `target` is where it may jump."""

    at: int
    end: int
    opcode: int
    argument: int
    width: int
    target: int | None


def insert_marker(code: CodeType, constants: tuple[object, ...], marks: object, place: int) -> CodeType:
    """Return the code with `marks[place] = place` wherever its frame gets going.

    `constants` replaces its constants (those nested in it may have been marked before). The store is done by the
    instruction STORE_SUBSCR, so `marks` may be of any type; it must not raise.

    Raises CodeNotMarkable for a code object that no compiler makes.
    """
    raw = code.co_code
    entry = _entry(code, raw)
    load = _instruction(LOAD_CONST, len(constants) + 1)
    marker = load + _instruction(LOAD_CONST, len(constants)) + load + STORE
    if code.co_flags & SUSPENDS:
        raw, lines, handlers = _insert_everywhere(code, raw, marker)
    else:
        # No jump leads before the entry, so that none crosses the marker and each keeps its argument.
        width = len(marker) // UNIT
        raw = raw[: entry * UNIT] + marker + raw[entry * UNIT :]
        lines = widen_lines(code.co_linetable, [Insertion(entry, width, Location.NONE)])
        handlers = code.co_exceptiontable
        if handlers:
            handlers = move_handlers(handlers, lambda unit: unit + width if unit >= entry else unit)
    return code.replace(
        co_code=raw,
        co_consts=(*constants, marks, place),
        co_stacksize=code.co_stacksize + MARKER_STACK,  # a resumed frame may stand in the middle of an expression
        co_linetable=lines,
        co_exceptiontable=handlers,
    )


def _entry(code: CodeType, raw: bytes) -> int:
    """Return where the body starts: behind the first RESUME."""
    for at in range(0, len(raw), UNIT):
        if raw[at] == RESUME:
            return at // UNIT + 1
        if raw[at] not in BEFORE_ENTRY:
            break
    raise CodeNotMarkable(code, "it does not begin as compiled code does")


def _instruction(opcode: int, argument: int, width: int = 0) -> bytes:
    """Return the bytes of an instruction, in at least so many units."""
    pairs = bytearray()
    for digit in range(max(width, _width(argument)) - 1, 0, -1):
        pairs += bytes([EXTENDED_ARG, argument >> 8 * digit & 255])
    pairs += bytes([opcode, argument & 255])
    return bytes(pairs)


def _width(argument: int) -> int:
    """Return how many units an instruction with this argument takes."""
    return max(1, (argument.bit_length() + 7) // 8)


def _insert_everywhere(code: CodeType, raw: bytes, marker: bytes) -> tuple[bytes, bytes, bytes]:
    """Return code, line table and exception table with a marker in each place where a suspended frame goes on."""
    instructions = _decode(raw)
    delegated = {each.target for each in instructions if each.opcode == SEND}
    try:
        landings, widths = _lay_out(instructions, delegated, len(marker) // UNIT)
        written = bytearray()
        for each, width in zip(instructions, widths, strict=True):
            if each.at in delegated:
                written += marker
            written += _instruction(each.opcode, _argument(each, landings), width)
            written += raw[(each.at + each.width) * UNIT : each.end * UNIT]
            if each.opcode in GETS_GOING:
                written += marker
            if each.opcode == SEND and width > 1:
                raise CodeNotMarkable(code, "generator.throw() reads the argument of SEND from a single byte")
        handlers = move_handlers(code.co_exceptiontable, lambda unit: landings[unit][0])
    except KeyError as error:
        raise CodeNotMarkable(code, f"a jump or a handler leads into the middle of unit {error}") from error
    insertions = _insertions(instructions, widths, delegated, len(marker) // UNIT)
    return bytes(written), widen_lines(code.co_linetable, insertions), handlers


def _decode(raw: bytes) -> list[_Instruction]:
    """Return the instructions; units are counted from the start of the code."""
    instructions = []
    start = argument = 0
    at = 0
    while at < len(raw) // UNIT:
        opcode, digit = raw[at * UNIT], raw[at * UNIT + 1]
        argument = argument << 8 | digit
        at += 1
        if opcode == EXTENDED_ARG:
            continue
        width = at - start
        at += CACHES[opcode]
        target = None
        if opcode in JUMPS:
            target = at - argument if opcode in JUMPS_BACK else at + argument
        instructions.append(_Instruction(start, at, opcode, argument, width, target))
        start, argument = at, 0
    return instructions


Landings = dict[int, tuple[int, int]]
"""For each instruction, by where it was: where a jump to it leads now, and where it ends."""


def _lay_out(instructions: list[_Instruction], delegated: set[int | None], marker: int) -> tuple[Landings, list[int]]:
    """Return where the instructions come to lie, and how wide they are written.

    A wider jump can make another one wider, so that this goes on until none grows.
    """
    widths = [each.width for each in instructions]
    while True:
        landings: Landings = {}
        at = 0
        for each, width in zip(instructions, widths, strict=True):
            landing = at
            at += (marker if each.at in delegated else 0) + width + each.end - each.at - each.width
            landings[each.at] = landing, at
            at += marker if each.opcode in GETS_GOING else 0
        landings[instructions[-1].end] = at, at
        grown = [
            max(width, _width(_argument(each, landings)))
            for each, width in zip(instructions, widths, strict=True)
        ]
        if grown == widths:
            return landings, widths
        widths = grown


def _argument(instruction: _Instruction, landings: Landings) -> int:
    """Return the argument with which the instruction says the same as before."""
    if instruction.target is None:
        return instruction.argument
    return abs(landings[instruction.target][0] - landings[instruction.at][1])


def _insertions(
    instructions: list[_Instruction], widths: Iterable[int], delegated: set[int | None], marker: int
) -> list[Insertion]:
    """Return what was put where, for the line table; the first RESUME is the entry."""
    found = []
    location = Location.NONE
    for each, width in zip(instructions, widths, strict=True):
        added = width - each.width + (marker if each.at in delegated else 0)
        if added:
            found.append(Insertion(each.at, added, Location.AFTER))
        if each.opcode in GETS_GOING:
            found.append(Insertion(each.end, marker, location))
            location = Location.BEFORE
    return found
