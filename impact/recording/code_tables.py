"""Corrects the line table and the exception table of a code object of CPython 3.11 for inserted code units.

Both formats are described in the interpreter's sources, Objects/locations.md and Objects/exception_handling_notes.txt.
Positions and sizes are counted in code units of two bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

UNITS_PER_ENTRY = 8
FIRST_BYTE = 0x80
CONTINUED = 0x40
ENTRY = re.compile(rb"[\x80-\xff][\x00-\x7f]*", re.DOTALL)
ONE_LINE, ONE_LINE_LAST, NO_COLUMNS, LONG, NO_LOCATION = 10, 12, 13, 14, 15
"""Kinds of location. Those under ONE_LINE stay on the line of the entry before them; NO_LOCATION has none."""


class Location(Enum):
    """Which source location inserted units take."""

    NONE = "none"
    BEFORE = "that of the unit before them"
    AFTER = "that of the unit after them"


class Insertion(NamedTuple):
    """So many units, put in front of what was unit `at`."""

    at: int
    units: int
    location: Location


def widen_lines(table: bytes, insertions: Sequence[Insertion]) -> bytes:
    """Return the line table with locations for the insertions, which come in the order of the code.

    What stands after the last insertion is copied unread: an insertion near the start costs little.
    """
    widened = bytearray()
    copied = at = turn = 0
    due = _first_end(insertions, turn)
    for match in ENTRY.finditer(table):
        done, at = at, at + (table[match.start()] & 7) + 1
        if at < due:
            continue
        if turn == len(insertions):
            break
        widened += table[copied : match.start()]
        copied = match.end()
        entry, width = match.group(), 0
        while at >= due and turn < len(insertions):
            where, units, location = insertions[turn]
            turn += 1
            due = _first_end(insertions, turn)
            if location is Location.NONE:
                widened += _entries(entry, width + where - done)
                widened += _entries(bytes([FIRST_BYTE | NO_LOCATION << 3]), units)
                entry, done, width = _again(entry), where, 0
            else:
                width += units
        widened += _entries(entry, width + at - done)
    return bytes(widened) + table[copied:]


def _first_end(insertions: Sequence[Insertion], turn: int) -> int:
    """Return where the entry that the next insertion widens or splits must end, at the earliest."""
    if turn == len(insertions):
        return 0
    return insertions[turn].at + (insertions[turn].location is Location.AFTER)


def _entries(entry: bytes, units: int) -> bytes:
    """Spread the location of an entry over so many units."""
    if 0 < units <= UNITS_PER_ENTRY:
        return bytes([entry[0] & ~7 | units - 1]) + entry[1:]
    spread = bytearray()
    while units > 0:
        width = min(units, UNITS_PER_ENTRY)
        spread.append(entry[0] & ~7 | width - 1)
        spread += entry[1:]
        units -= width
        entry = _again(entry)
    return bytes(spread)


def _again(entry: bytes) -> bytes:
    """Return an entry for the same location, to follow the given one: the line is a step from the entry before."""
    kind = entry[0] >> 3 & 15
    if ONE_LINE <= kind <= ONE_LINE_LAST:
        return bytes([FIRST_BYTE | ONE_LINE << 3]) + entry[1:]
    if kind in (NO_COLUMNS, LONG):
        rest = 1
        while entry[rest] & CONTINUED:
            rest += 1
        return entry[:1] + b"\0" + entry[rest + 1 :]
    return entry


def move_handlers(table: bytes, moved: Callable[[int], int]) -> bytes:
    """Return the exception table with each start, end and target where `moved` puts it."""
    output = bytearray()
    at = 0
    while at < len(table):
        start, at = _read_number(table, at)
        length, at = _read_number(table, at)
        target, at = _read_number(table, at)
        depth, at = _read_number(table, at)
        first, end = moved(start), moved(start + length)
        mark = len(output)
        for number in (first, end - first, moved(target), depth):
            _write_number(output, number)
        output[mark] |= FIRST_BYTE
    return bytes(output)


def _read_number(table: bytes, at: int) -> tuple[int, int]:
    """Return a number written in digits of six bits, the highest first, and where the next one starts."""
    number = table[at] & 63
    while table[at] & CONTINUED:
        at += 1
        number = number << 6 | table[at] & 63
    return number, at + 1


def _write_number(output: bytearray, number: int) -> None:
    """Append a number in the same form."""
    for shift in range((max(number.bit_length(), 1) - 1) // 6 * 6, 0, -6):
        output.append(CONTINUED | number >> shift & 63)
    output.append(number & 63)
