"""Runs a source text, plain or marked, and tells all that can be seen from outside."""

from __future__ import annotations

import contextlib
import io
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any, NamedTuple

from impact.recording.bytecode import insert_marker
from impact.recording.marker import Marks

Transform = Callable[[CodeType], CodeType]


class Observation(NamedTuple):
    """What a run of `scenario()` showed."""

    result: str
    """The value as text, or the traceback as it is printed: with source lines and carets."""
    output: str
    events: list[tuple[object, ...]]
    """What a trace function was told: event, function, line, argument."""


def walk(code: CodeType) -> Iterator[CodeType]:
    """Yield the code object and all that are nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from walk(constant)


def mark_all(code: CodeType) -> CodeType:
    """Mark a code object and all that are nested in it, each at a place of its own, far beyond one byte."""
    marks = Marks()

    def mark(part: CodeType) -> CodeType:
        constants = tuple(mark(each) if isinstance(each, CodeType) else each for each in part.co_consts)
        return insert_marker(part, constants, marks, 1000 + len(part.co_code))

    return mark(code)


def observe(source: str, transform: Transform = lambda code: code, trace: bool = True) -> Observation:
    """Run `scenario()` of a source text, its module body included."""
    name = "<observed>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    events: list[tuple[object, ...]] = []

    def traced(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != name:
            return None
        shown = argument[0].__name__ if event == "exception" else type(argument).__name__
        events.append((event, frame.f_code.co_qualname, frame.f_lineno, shown))
        return traced

    code = transform(compile(source, name, "exec"))
    namespace: dict[str, Any] = {"__name__": "observed"}
    before = sys.gettrace()
    with contextlib.redirect_stdout(io.StringIO()) as output:
        if trace:
            sys.settrace(traced)
        try:
            exec(code, namespace)
            result = repr(namespace["scenario"]())
        except Exception:  # noqa: BLE001 - any fault of the scenario is a result to compare
            result = traceback.format_exc()
        finally:
            sys.settrace(before)
            del linecache.cache[name]
    return Observation(result.replace(__file__, ""), output.getvalue(), events)
