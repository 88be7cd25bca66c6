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
import opcode as opcode_tables
import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
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
JUMPS = frozenset(code for code in dis.hasjrel if code < 256)  # later versions list the compiler's own as well
JUMPS_BACK = frozenset(code for name, code in dis.opmap.items() if "JUMP_BACKWARD" in name)
OF_INTEREST = re.compile(b"[" + re.escape(bytes(GETS_GOING | JUMPS)) + b"]", re.DOTALL)
SUSPENDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
MARKER_STACK = 3

# The table is a list in 3.11 alone; later versions, where nobody calls us, only need to import this module.
CACHES: list[int] = list(getattr(opcode_tables, "_inline_cache_entries", ()))
STORE = bytes([STORE_SUBSCR, 0]) + bytes(UNIT * CACHES[STORE_SUBSCR] if len(CACHES) > STORE_SUBSCR else 0)


class _Jump(NamedTuple):
    """A jump with its EXTENDED_ARG prefixes: where it lies, how far it reaches, how wide it is."""

    at: int
    end: int
    opcode: int
    target: int
    width: int


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
    if argument < 256 and width < 2:
        return bytes([opcode, argument])
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
    jumps, markers = _scan(raw, len(marker) // UNIT)
    layout, widths = _lay_out(jumps, markers)
    # What changes, in the order of the code; a jump comes after the markers in front of it.
    changes: list[tuple[int, int, bytes, int]] = [(each.at, 0, marker, each.at) for each in markers]
    for each, width in zip(jumps, widths, strict=True):
        if each.opcode == SEND and width > 1:
            raise CodeNotMarkable(code, "generator.throw() reads the argument of SEND from a single byte")
        argument = abs(layout.landing(each.target) - layout.landing(each.end))
        changes.append((each.at, 1, _instruction(each.opcode, argument, width), each.end))
    written = bytearray()
    done = 0
    for at, _, replacement, end in sorted(changes):
        written += raw[done * UNIT : at * UNIT] + replacement
        done = end
    written += raw[done * UNIT :]
    lines = widen_lines(code.co_linetable, layout.insertions)
    return bytes(written), lines, move_handlers(code.co_exceptiontable, layout.landing)


def _scan(raw: bytes, marker: int) -> tuple[list[_Jump], list[Insertion]]:
    """Return the jumps, and where markers of so many units belong; the first RESUME is the entry."""
    opcodes, digits = raw[::UNIT], raw[1::UNIT]
    jumps, markers = [], []
    location = Location.NONE
    for match in OF_INTEREST.finditer(opcodes):  # inline caches don't match: their units are zero in co_code
        start = match.start()
        opcode, argument = opcodes[start], digits[start]
        end = start + 1 + CACHES[opcode]
        if opcode in GETS_GOING:
            markers.append(Insertion(end, marker, location))
            location = Location.BEFORE
            continue
        width = 1
        while start and opcodes[start - 1] == EXTENDED_ARG:
            start -= 1
            argument |= digits[start] << 8 * width
            width += 1
        target = end - argument if opcode in JUMPS_BACK else end + argument
        jumps.append(_Jump(start, end, opcode, target, width))
        if opcode == SEND:
            markers.append(Insertion(target, marker, Location.AFTER))
    return jumps, markers


class _Layout:
    """Where each unit comes to lie."""

    def __init__(self, insertions: Iterable[Insertion]) -> None:
        self.insertions = sorted(insertions, key=_rank)
        self._ranks = [_rank(each) for each in self.insertions]
        self._shifts = [0, *accumulate(each.units for each in self.insertions)]

    def landing(self, unit: int) -> int:
        """Return where a jump to the unit leads now: behind what belongs to the unit before it, and not behind
        what belongs to it, a marker at the target of SEND or a prefix.
        """
        return unit + self._shifts[bisect_right(self._ranks, 2 * unit)]


def _rank(insertion: Insertion) -> int:
    """Order insertions; at one unit, what belongs to the unit before comes first."""
    return 2 * insertion.at + (insertion.location is Location.AFTER)


def _lay_out(jumps: list[_Jump], markers: list[Insertion]) -> tuple[_Layout, list[int]]:
    """Return the layout, and how many units each jump takes in it.

    A wider jump can make another one wider, so that this goes on until none grows.
    """
    widths = [each.width for each in jumps]
    while True:
        prefixes = [
            Insertion(each.at, width - each.width, Location.AFTER)
            for each, width in zip(jumps, widths, strict=True)
            if width > each.width
        ]
        layout = _Layout([*markers, *prefixes])
        grown = [
            max(width, _width(abs(layout.landing(each.target) - layout.landing(each.end))))
            for each, width in zip(jumps, widths, strict=True)
        ]
        if grown == widths:
            return layout, widths
        widths = grown
