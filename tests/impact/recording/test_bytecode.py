"""A marked code object does what the plain one does, and nobody who watches sees the marker."""

from __future__ import annotations

import contextlib
import dis
import inspect
import io
import random
import sys
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import coverage
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from impact.errors import CodeNotMarkable
from impact.recording.bytecode import insert_marker
from impact.recording.marker import Marks
from tests.impact.recording.listing import UNTOUCHED, list_code
from tests.impact.recording.observing import Transform, mark_all, observe, walk
from tests.impact.recording.programs import sources
from tests.impact.recording.shapes import SHAPES, wide

RESUME, NOP, SEND, EXTENDED_ARG = (dis.opmap[name] for name in ("RESUME", "NOP", "SEND", "EXTENDED_ARG"))
GETS_GOING = ("RESUME", "PUSH_EXC_INFO", "END_ASYNC_FOR")
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
PACKAGES = ("", "asyncio", "concurrent/futures", "email", "http", "importlib", "json", "unittest", "xml/etree")
SAMPLE = 500
SUSPENDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def check_structure(plain: CodeType) -> None:
    """Compare a code object with its marked self, all that the interpreter and its watchers read of it."""
    marks = Marks()
    marked = insert_marker(plain, plain.co_consts, marks, 70000)
    before, after = list_code(plain, marks), list_code(marked, marks)
    assert after.instructions == before.instructions
    assert after.handlers == before.handlers
    names = [str(name) for name, *_ in before.instructions]
    entry = names.index("RESUME")
    assert before.earliest > entry, "a jump leads before the entry"
    if plain.co_flags & SUSPENDS:
        assert [name for name, _ in after.markers if name in GETS_GOING] == [n for n in names if n in GETS_GOING]
        assert len(after.markers) == sum(name in (*GETS_GOING, "SEND") for name in names)
    else:
        assert [name for name, _ in after.markers] == ["RESUME"]
    for name in UNTOUCHED:
        assert getattr(marked, name) == getattr(plain, name)
    assert marked.co_consts == (*plain.co_consts, marks, 70000)
    assert marked.co_stacksize == plain.co_stacksize + 3
    assert {line for *_, line in marked.co_lines() if line} == {line for *_, line in plain.co_lines() if line}
    assert len(list(marked.co_positions())) == len(marked.co_code) // 2


def standard_code() -> list[CodeType]:
    """Return the code objects of the standard library: all that can be suspended, a sample of the others."""
    suspend: list[CodeType] = []
    others: list[CodeType] = []
    for package in PACKAGES:
        for path in sorted((STANDARD_LIBRARY / package).glob("*.py")):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = compile(path.read_bytes(), str(path), "exec")
            for code in walk(module):
                (suspend if code.co_flags & SUSPENDS else others).append(code)
    return suspend + random.Random(11).sample(others, SAMPLE)


def measured_arcs(source: str, transform: Transform, path: Path) -> list[tuple[int, int]]:
    """Return the arcs that coverage's C tracer measures in the source, module body included."""
    path.write_text(source)
    before = sys.gettrace()
    measuring = coverage.Coverage(data_file=None, branch=True, include=[str(path)], config_file=False)
    code = transform(compile(source, str(path), "exec"))
    measuring.start()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, {"__name__": "measured"})
    finally:
        measuring.stop()
        sys.settrace(before)
    return sorted(measuring.get_data().arcs(str(path)) or [])


# The marker is for 3.11, whose bytecode it knows; later versions have sys.monitoring and record by that.
if sys.version_info < (3, 12):

    @pytest.mark.parametrize("shape", SHAPES)
    def test_behaves_and_looks_the_same(shape: str) -> None:
        assert observe(SHAPES[shape], mark_all) == observe(SHAPES[shape])

    @pytest.mark.parametrize("shape", SHAPES)
    def test_structure_of_shapes(shape: str) -> None:
        for code in walk(compile(SHAPES[shape], "<shape>", "exec")):
            check_structure(code)

    @settings(max_examples=100, deadline=None)
    @given(sources())
    def test_random_programs_behave_the_same(source: str) -> None:
        try:
            code = compile(source, "<random>", "exec")
        except SyntaxError:
            assume(False)
        for each in walk(code):
            check_structure(each)
        assert observe(source, mark_all) == observe(source)

    @settings(max_examples=40, deadline=None)
    @given(st.integers(38, 60), st.integers(0, 4), st.booleans())
    def test_jumps_that_grow(lines: int, more: int, generator: bool) -> None:
        source = wide(generator, lines, more)
        for each in walk(compile(source, "<wide>", "exec")):
            check_structure(each)
        assert observe(source, mark_all, trace=False) == observe(source, trace=False)

    def test_standard_library() -> None:
        codes = standard_code()
        assert len(codes) > SAMPLE + 400
        for code in codes:
            check_structure(code)

    def test_coverage_sees_the_same_arcs(tmp_path: Path) -> None:
        names = ("try", "thrown", "coroutines", "with", "loops", "match")
        source = "\n".join(SHAPES[name].replace("def scenario", f"def {name}_") for name in names)
        source += "".join(f"\ntry: {name}_()\nexcept LookupError: pass\n" for name in names)
        plain = measured_arcs(source, lambda code: code, tmp_path / "same.py")
        assert len(plain) > 100
        assert measured_arcs(source, mark_all, tmp_path / "same.py") == plain

    def test_a_beginning_of_no_compiler() -> None:
        def plain() -> Iterator[int]:
            yield 1

        code = plain.__code__
        headless = code.replace(co_code=code.co_code.replace(bytes([RESUME, 0]), bytes([NOP, 0]), 1))
        with pytest.raises(CodeNotMarkable, match="plain"):
            insert_marker(headless, headless.co_consts, Marks(), 1)

    def test_a_send_that_throw_could_not_follow() -> None:
        def plain() -> Iterator[int]:
            yield from (1, 2)

        code = plain.__code__
        at = code.co_code.index(bytes([SEND]))
        prefixed = code.replace(co_code=code.co_code[:at] + bytes([EXTENDED_ARG, 0]) + code.co_code[at:])
        with pytest.raises(CodeNotMarkable, match="SEND"):
            insert_marker(prefixed, code.co_consts, Marks(), 1)

    def test_without_a_line_table() -> None:
        def plain() -> Iterator[int]:
            yield 1

        code = plain.__code__.replace(co_linetable=b"")
        plain.__code__ = insert_marker(code, code.co_consts, Marks(), 1)
        assert list(plain()) == [1]
