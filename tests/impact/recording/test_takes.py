"""Each take tells what was entered since the one before: of few functions or many, alone or beside threads."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import CodeType
from typing import Any

import pytest

from impact.recording.choosing import choose_recorder
from impact.recording.interface import Recorder

COUNT = 60
SOURCE = "".join(
    f"def f{each}():\n    return {each}\n\ndef g{each}():\n    while True:\n        yield {each}\n\n"
    for each in range(COUNT)
)


class Watched:
    """Sixty functions and as many generators, each under its own number, and the recorder that watches them."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.numbers: dict[str, int] = {}
        self.functions: dict[str, Any] = {}
        exec(recorder.prepare(compile(SOURCE, "watched.py", "exec"), self._number), self.functions)
        recorder.take()

    def _number(self, code: CodeType) -> int | None:
        return None if code.co_name == "<module>" else self.numbers.setdefault(code.co_name, len(self.numbers))

    def taken(self) -> set[str]:
        taken = set(self.recorder.take())
        return {name for name, number in self.numbers.items() if number in taken}


@pytest.fixture
def watched() -> Iterator[Watched]:
    recorder = choose_recorder()
    try:
        yield Watched(recorder)
    finally:
        recorder.close()


@contextmanager
def beside(threads: int) -> Iterator[None]:
    """Let threads wait meanwhile."""
    ended = threading.Event()
    waiting = [threading.Thread(target=ended.wait) for _ in range(threads)]
    for each in waiting:
        each.start()
    try:
        yield
    finally:
        ended.set()
        for each in waiting:
            each.join()


@pytest.mark.parametrize("threads", [0, 1])
@pytest.mark.parametrize("number", [1, 24, 25, COUNT])
def test_what_was_entered_before_is_seen_again(watched: Watched, number: int, threads: int) -> None:
    names = {f"f{each}" for each in range(number)}
    with beside(threads):
        for _ in range(3):
            for name in names:
                assert watched.functions[name]() == watched.functions[name]()
            assert watched.taken() == names
        assert watched.taken() == set()


@pytest.mark.parametrize("number", [1, COUNT])
def test_a_resumed_generator_is_seen_again(watched: Watched, number: int) -> None:
    names = {f"g{each}" for each in range(number)}
    resumed: list[Callable[[], int]] = [watched.functions[name]().__next__ for name in names]
    for _ in range(3):
        for resume in resumed:
            assert resume() == resume()
        assert watched.taken() == names


def test_many_are_seen_after_few_and_few_after_many(watched: Watched) -> None:
    for number in (1, COUNT, 2, 3, COUNT, 1):
        names = {f"f{each}" for each in range(number)}
        for name in names:
            watched.functions[name]()
        assert watched.taken() == names


def test_what_another_thread_enters_is_seen(watched: Watched) -> None:
    for number in (1, COUNT, 1, 1):
        thread = threading.Thread(
            target=lambda count=number: [watched.functions[f"f{each}"]() for each in range(count)]
        )
        thread.start()
        thread.join()
        assert watched.taken() == {f"f{each}" for each in range(number)}


def test_a_handler_of_a_signal_that_raises_leaves_no_function_unwatched(watched: Watched) -> None:
    names = {f"f{each}" for each in range(20)}

    class Late(Exception):
        pass

    def late(number: int, frame: object) -> None:
        raise Late

    before = signal.signal(signal.SIGALRM, late)
    try:
        for turn in range(200):
            for name in names:
                watched.functions[name]()
            with suppress(Late):
                signal.setitimer(signal.ITIMER_REAL, 1e-6 * (turn + 1))
                watched.recorder.take()
                while True:
                    pass
            watched.recorder.take()
            for name in names:
                watched.functions[name]()
            assert watched.taken() == names, turn
    finally:
        signal.signal(signal.SIGALRM, before)
