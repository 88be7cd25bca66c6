"""The tables of a code object, widened: judged by the interpreter's own reading of them, of any version."""

from __future__ import annotations

import dis
from types import CodeType

from hypothesis import given
from hypothesis import strategies as st

from impact.recording.code_tables import Insertion, Location, move_handlers, widen_lines
from tests.impact.recording.observing import walk
from tests.impact.recording.shapes import SHAPES

NOP = dis.opmap["NOP"]
CODES = [code for name in SHAPES if "wide" not in name for code in walk(compile(SHAPES[name], "<shape>", "exec"))]
Positions = tuple[int | None, int | None, int | None, int | None]


def positions(code: CodeType, table: bytes, units: int) -> list[Positions]:
    """Return the locations that the interpreter reads from a table for so many units; the code is never run."""
    return list(code.replace(co_code=bytes([NOP, 0]) * units, co_linetable=table).co_positions())


@st.composite
def widenings(draw: st.DrawFn) -> tuple[CodeType, list[Insertion]]:
    """Return a code object and insertions in the order of the code, what belongs to the unit before coming first."""
    code = draw(st.sampled_from(CODES))
    inner = st.integers(1, len(code.co_code) // 2 - 1)
    drawn = draw(st.lists(st.builds(Insertion, inner, st.integers(1, 20), st.sampled_from(Location)), max_size=6))
    return code, sorted(drawn, key=lambda each: (each.at, each.location is Location.AFTER))


@given(widenings())
def test_every_unit_keeps_its_location(widening: tuple[CodeType, list[Insertion]]) -> None:
    code, insertions = widening
    plain = list(code.co_positions())
    expected: list[Positions] = []
    done = 0
    for each in insertions:
        expected += plain[done : each.at]
        done = each.at
        if each.location is Location.BEFORE:
            inserted = plain[done - 1]
        else:
            inserted = plain[done] if each.location is Location.AFTER else (None, None, None, None)
        expected += [inserted] * each.units
    expected += plain[done:]
    assert positions(code, widen_lines(code.co_linetable, insertions), len(expected)) == expected


def test_nothing_inserted_leaves_the_table() -> None:
    for code in CODES:
        assert widen_lines(code.co_linetable, []) == code.co_linetable


@given(st.sampled_from(CODES), st.integers(1, 5000))
def test_handlers_move(code: CodeType, factor: int) -> None:
    moved = code.replace(co_exceptiontable=move_handlers(code.co_exceptiontable, lambda unit: unit * factor))
    assert [
        (entry.start, entry.end, entry.target, entry.depth, entry.lasti)
        for entry in dis._parse_exception_table(moved)  # type: ignore[attr-defined]  # dis has no public reader
    ] == [
        (entry.start * factor, entry.end * factor, entry.target * factor, entry.depth, entry.lasti)
        for entry in dis._parse_exception_table(code)  # type: ignore[attr-defined]  # as above
    ]
