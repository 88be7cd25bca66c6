"""The marker recorder: what it takes, what it leaves as it was, and real libraries that run marked."""

from __future__ import annotations

import copy
import marshal
import pickle
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from impact.errors import RecorderUnavailable
from impact.recording.interface import Recorder
from impact.recording.marker import MarkerRecorder, Marks

ROOT = Path(__file__).parents[3]
MODULE = '''
"""A module."""
LEVEL = [number for number in range(3)]

class Klass:
    """A class."""
    def method(self): return [each for each in LEVEL]
    def other(self): return (lambda: 5)()

def steps():
    """Step by step."""
    try:
        while True:
            got = yield
            if got: break
    finally:
        function()
    yield from inner()

def inner():
    try: yield 1
    except KeyError: pass
    yield 2

def function(): return Klass

async def work(gate): return await gate

def make(value):
    def made(): return value
    return made
'''
LIBRARIES = """
import asyncio, ast, collections, contextlib, dataclasses, difflib, email.message, email.parser, functools, inspect, io
import json, statistics, string, textwrap, traceback, unittest, urllib.parse, concurrent.futures

report = []
report.append(json.loads(json.dumps({"a": [1, 2.5, None, "é"]}, indent=1, cls=json.JSONEncoder)))
report.append(textwrap.wrap("the quick brown fox jumps over the lazy dog " * 3, 20))
report.append(ast.unparse(ast.parse(inspect.getsource(textwrap))))
Point = dataclasses.make_dataclass("Point", [("x", int), ("y", int, 3)], order=True, frozen=True)
report.append([Point(1) < Point(2), dataclasses.replace(Point(1), y=5), dataclasses.asdict(Point(4))])
report.append(list(difflib.unified_diff(["a", "b"], ["a", "c"], lineterm="")))
report.append(email.parser.Parser().parsestr("Subject: =?utf-8?q?=C3=A9?=\\n\\nbody").items())
report.append(urllib.parse.urlsplit("http://user@host:8/path?q=1#f").port)
report.append([statistics.median([1, 3, 2]), string.Template("$a").substitute(a=1)])
report.append(str(inspect.signature(json.dumps)))

class Case(unittest.TestCase):
    def test_one(self):
        with self.subTest(1), self.assertRaises(ValueError): int("x")
    def test_two(self): self.assertEqual({1: 2}, {1: 3})
    @unittest.skip("why")
    def test_three(self): pass
    @unittest.expectedFailure
    def test_four(self): self.fail()

result = unittest.TestResult()
unittest.defaultTestLoader.loadTestsFromTestCase(Case).run(result)
report.append([result.testsRun, len(result.failures), result.failures[0][1], len(result.skipped), len(result.errors)])

async def produce(queue):
    async with asyncio.timeout(5):
        for number in range(5):
            await queue.put(number)
            await asyncio.sleep(0)
    await queue.put(None)

async def consume(queue):
    found = []
    while (item := await queue.get()) is not None: found.append(item)
    return found

async def serve(reader, writer):
    writer.write((await reader.readline()).upper())
    await writer.drain(); writer.close(); await writer.wait_closed()

async def main():
    queue = asyncio.Queue(2)
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue)); taken = group.create_task(consume(queue))
    found = [taken.result()]
    try: await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    except TimeoutError as error: found.append(repr(error))
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hello\\n")
        found.append(await reader.readline()); writer.close()
    found.append(await asyncio.to_thread(sum, [1, 2]))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(9)); group.create_task(asyncio.wait_for(asyncio.sleep(9), 0.01))
    except* TimeoutError as many: found.append(len(many.exceptions))
    return found

report.append(asyncio.run(main()))
with concurrent.futures.ThreadPoolExecutor(2) as pool: report.append(list(pool.map(abs, [-1, -2])))
with contextlib.ExitStack() as stack:
    stack.enter_context(contextlib.suppress(KeyError)); stack.callback(report.append, "callback")
    raise KeyError
print("\\n".join(map(repr, report)))
"""
MARK_IMPORTS = """
import importlib._bootstrap_external as loader, sys
from impact.recording.marker import MarkerRecorder

recorder, places = MarkerRecorder(), []

def place_of(code):
    places.append(code.co_qualname)
    return len(places) - 1

loader.exec = lambda code, namespace: exec(recorder.prepare(code, place_of), namespace)
for name in [name for name in sys.modules if name.partition(".")[0] in {fresh}]:
    del sys.modules[name]
exec(recorder.prepare(compile({source!r}, "<script>", "exec"), place_of))
entered = [places[number] for number in recorder.take()]
assert len(entered) == len(set(entered)) or len(entered) > 500, len(entered)
for each in ("TaskGroup.__aexit__", "JSONEncoder.iterencode", "timeout", "Parser.parsestr", "TestCase.run", "consume"):
    assert each in entered, each
"""
FRESH = ("asyncio", "contextlib", "inspect", "traceback", "concurrent", "ast", "collections", "functools", "textwrap")


def place_of(code: CodeType) -> int | None:
    """Number functions by their line; what has no name, and class bodies, by nothing."""
    return None if code.co_name.startswith("<") or not code.co_flags & 2 else code.co_firstlineno


def line_of(text: str) -> int:
    """Return the number of the function that this line of MODULE opens."""
    return next(number for number, line in enumerate(MODULE.splitlines(), 1) if text in line)


def run_python(source: str) -> subprocess.CompletedProcess[str]:
    """Run a script in an interpreter of its own."""
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=ROOT, check=False)


# The marker is for 3.11; later versions have sys.monitoring, and there it refuses.
if sys.version_info >= (3, 12):

    def test_refuses_to_run_here() -> None:
        with pytest.raises(RecorderUnavailable, match="bytecode of CPython"):
            MarkerRecorder()

else:

    @pytest.fixture(name="recorder")
    def _recorder() -> Iterator[MarkerRecorder]:
        recorder = MarkerRecorder()
        yield recorder
        recorder.close()

    @pytest.fixture(name="module")
    def _module(recorder: MarkerRecorder) -> dict[str, Any]:
        namespace: dict[str, Any] = {"__name__": "module"}
        exec(recorder.prepare(compile(MODULE, "<module>", "exec"), place_of), namespace)
        recorder.take()
        return namespace

    def test_is_a_recorder(recorder: MarkerRecorder) -> None:
        checked: Recorder = recorder
        assert checked.name == "marker"
        assert checked.take() == []

    def test_takes_what_was_entered_once(recorder: MarkerRecorder, module: dict[str, Any]) -> None:
        thing = module["Klass"]()
        for _ in range(20):  # often enough for the interpreter to specialise the code
            thing.method()
            thing.other()
            thing.method()
            assert sorted(recorder.take()) == [line_of("def method"), line_of("def other")]
            assert recorder.take() == []
            assert module["function"]() is module["Klass"]
            assert recorder.take() == [line_of("def function")]

    def test_import_enters_nothing_of_the_module_level(recorder: MarkerRecorder) -> None:
        exec(recorder.prepare(compile(MODULE, "<module>", "exec"), place_of), {"__name__": "module"})
        assert recorder.take() == []

    def test_a_resumed_generator_counts_again(recorder: MarkerRecorder, module: dict[str, Any]) -> None:
        steps, inner, function = line_of("def steps"), line_of("def inner"), line_of("def function")
        running = module["steps"]()
        assert recorder.take() == []  # nothing of its body has run
        next(running)
        assert recorder.take() == [steps]
        running.send(0)
        assert recorder.take() == [steps]
        running.send(1)
        assert sorted(recorder.take()) == [steps, inner, function]  # delegates from here on
        running.throw(KeyError)
        assert recorder.take() == [inner]  # handed through to the inner one, which takes it
        next(running, None)
        assert sorted(recorder.take()) == [steps, inner]

    def test_a_closed_generator_counts_if_it_cleans_up(recorder: MarkerRecorder, module: dict[str, Any]) -> None:
        running = module["steps"]()
        next(running)
        recorder.take()
        running.close()
        assert sorted(recorder.take()) == [line_of("def steps"), line_of("def function")]
        idle = (number for number in [1])
        idle.close()
        assert recorder.take() == []

    def test_goes_on_counting_when_what_it_delegates_to_was_ended(recorder: MarkerRecorder) -> None:
        source = "def soft():\n  try: yield 1\n  except KeyError: return 2\n\ndef hard(): return (yield from soft())\n"
        namespace: dict[str, Any] = {}
        exec(recorder.prepare(compile(source, "<module>", "exec"), place_of), namespace)
        running = namespace["hard"]()
        next(running)
        recorder.take()
        with pytest.raises(StopIteration, match="2"):
            running.throw(KeyError)
        assert sorted(recorder.take()) == [1, 5]

    def test_awaited_coroutine(recorder: MarkerRecorder, module: dict[str, Any]) -> None:
        class Gate:
            def __await__(self) -> Iterator[int]:
                yield 1

        running = module["work"](Gate())
        assert recorder.take() == []
        running.send(None)
        assert recorder.take() == [line_of("def work")]
        with pytest.raises(StopIteration):
            running.send(None)
        assert recorder.take() == [line_of("def work")]

    def test_prepare_leaves_unseen_code_alone_and_marks_once(recorder: MarkerRecorder) -> None:
        code = compile(MODULE, "<module>", "exec")
        assert recorder.prepare(code, lambda each: None) is code
        marked = recorder.prepare(code, place_of)
        assert marked is not code
        assert recorder.prepare(marked, place_of) is marked

    def test_place_of_is_asked_about_the_plain_code(recorder: MarkerRecorder) -> None:
        code = compile(MODULE, "<module>", "exec")
        asked: list[CodeType] = []
        recorder.prepare(code, lambda each: asked.append(each))
        assert asked[0] is code
        assert all(any(each is one for one in code.co_consts) for each in asked if each.co_name in ("steps", "inner"))

    def test_adopted_functions_get_their_code_back(recorder: MarkerRecorder) -> None:
        namespace: dict[str, Any] = {"__name__": "module"}
        exec(compile(MODULE, "<module>", "exec"), namespace)
        first, second = namespace["make"](1), namespace["make"](2)
        functions: list[FunctionType] = [first, second, namespace["steps"], namespace["make"]]
        before = [function.__code__ for function in functions]
        for function in functions:
            recorder.adopt(function, place_of)
            recorder.adopt(function, place_of)
        assert first.__code__ is second.__code__ is not before[0]
        assert (first(), second(), namespace["make"](3)()) == (1, 2, 3)
        assert sorted(recorder.take()) == [line_of("def make("), line_of("def made")]
        other = namespace["make"].__code__.replace(co_name="other")
        namespace["make"].__code__ = other
        recorder.close()
        recorder.close()
        assert [function.__code__ for function in functions] == [*before[:3], other]
        assert first() == 1
        assert recorder.take() == []

    def test_adopting_what_need_not_be_seen(recorder: MarkerRecorder) -> None:
        def plain() -> int:
            return 1

        before = plain.__code__
        recorder.adopt(plain, lambda code: None)
        assert plain.__code__ is before

    def test_after_close_marked_code_runs_for_nobody(recorder: MarkerRecorder, module: dict[str, Any]) -> None:
        recorder.close()
        assert module["function"]() is module["Klass"]
        assert recorder.take() == []

    def test_no_entry_is_lost_to_another_thread(recorder: MarkerRecorder) -> None:
        source = "".join(f"def f{number}(): pass\n" for number in range(200))
        namespace: dict[str, Any] = {}
        exec(recorder.prepare(compile(source, "<module>", "exec"), place_of), namespace)
        calls: list[Callable[[], None]] = [namespace[f"f{number}"] for number in range(200)]
        taken: list[int] = []
        thread = threading.Thread(target=lambda: [call() for call in calls])
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            thread.start()
            while thread.is_alive():
                taken += recorder.take()
        finally:
            sys.setswitchinterval(before)
            thread.join()
        assert sorted(taken + recorder.take()) == list(range(1, 201))

    def test_marked_code_stays_a_hashable_value(module: dict[str, Any]) -> None:
        code = module["function"].__code__
        assert hash(code) == hash(code)
        assert {code: 1}[code] == 1
        shown = repr(code.co_consts)
        module["function"]()
        assert repr(code.co_consts) == shown
        assert module["steps"].__doc__ == "Step by step."
        assert copy.deepcopy(code) is code

    def test_pickled_by_value_it_runs_without_us(module: dict[str, Any]) -> None:
        # As cloudpickle does it: the constants by value, into an interpreter that does not know this package.
        code = module["function"].__code__
        constants = pickle.loads(pickle.dumps(code.co_consts))
        assert [type(each) for each in constants[-2:]] == [dict, int]
        assert b"impact" not in pickle.dumps(code.co_consts)
        exec(code.replace(co_consts=constants), {"Klass": 1})

    def test_marshal_refuses_marked_code(module: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="unmarshallable"):
            marshal.dumps(module["function"].__code__)

    def test_marks_equal_only_themselves() -> None:
        marks = Marks()
        assert marks == marks
        assert marks != Marks()

    def test_the_standard_library_runs_marked() -> None:
        plain = run_python(LIBRARIES)
        marked = run_python(textwrap.dedent(MARK_IMPORTS).format(fresh=FRESH, source=LIBRARIES))
        assert (marked.returncode, marked.stderr) == (0, plain.stderr)
        assert plain.stdout.count("\n") == 13
        assert _without_paths(marked.stdout) == _without_paths(plain.stdout)

    def _without_paths(text: str) -> str:
        return text.replace('"<script>"', '"<string>"')
