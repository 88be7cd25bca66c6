"""What `__getattr__` finds is booked to what an object keeps of it, and to nothing else."""

from __future__ import annotations

import ctypes
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from impact.recording.answers import Answers
from impact.recording.holding import Holder, of_class, of_instance
from impact.recording.looking import is_a


class Booked:
    """Notes what is booked, and to what."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._node = "test"

    def switch(self, node: str) -> str:
        self._node, before = node, self._node
        self.rows.append(f"now {node}")
        return before

    def connect_current(self, node: str) -> None:
        self.rows.append(f"rests on {node}")

    def connect_both(self, node: str) -> None:
        self.rows.append(f"one with {node}")

    def keep(self, node: str, holder: Holder, name: str) -> None:
        self.rows.append(f"{name} of {node}")


class Settings:
    """Keeps what it is asked for: all but what begins with an underscore, and "passing"."""

    def __getattr__(self, name: str, other: int = 1) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        warnings.warn("asked", stacklevel=2)
        for each in name.split("And"):
            if each != "passing":
                setattr(self, each, other)
        return other


@pytest.fixture
def booked() -> Booked:
    return Booked()


@pytest.fixture
def follow(booked: Booked) -> Iterator[Any]:
    """Follow the class of an object, or the metaclass of a class, as one that lasts."""
    answers = Answers(booked, Holder.key, booked.keep)

    def follow(thing: Any) -> Any:
        held = of_class("m.py", thing, frozenset()) if is_a(thing, type) else None
        holder = held or of_instance("m.py", "it", thing, frozenset(), "")
        answers.follow(type(thing), lambda asked: holder if asked is thing else None)
        return thing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield follow
    answers.close()
    assert Settings.__dict__["__getattr__"].__code__.co_filename == __file__


def test_finding_is_booked_to_what_is_kept(booked: Booked, follow: Any) -> None:
    settings = follow(Settings())
    assert (settings.x, settings.x) == (1, 1)
    assert booked.rows == ["rests on it.x", "now it.x", "now test", "x of it.x"]


def test_all_that_one_answer_leaves_is_its_own(booked: Booked, follow: Any) -> None:
    assert follow(Settings()).xAndy == 1
    assert sorted(booked.rows[3:]) == ["x of it.xAndy", "y of it.xAndy"]


def test_what_does_not_last_or_is_asked_oddly_is_left_to_itself(booked: Booked, follow: Any) -> None:
    settings = follow(Settings())
    assert Settings().x == 1
    assert settings.__getattr__("y", 2) == settings.__getattr__(name="z", other=2) == 2
    assert booked.rows == []
    assert not hasattr(settings, "_z")
    assert booked.rows == ["rests on it._z", "now it._z", "now test"]


def test_what_only_hands_on_is_left_to_itself_after_a_while(booked: Booked, follow: Any) -> None:
    settings = follow(Settings())
    for _ in range(100):
        assert settings.passing == 1
    assert len(booked.rows) == 3 * 33
    booked.rows.clear()
    assert settings.x == 1
    assert booked.rows == ["one with it.x", "x of it.x"]
    assert settings.y == 1
    assert booked.rows[2:] == ["rests on it.y", "now it.y", "now test", "y of it.y"]


def test_what_another_thread_finds_is_one_with_who_runs(booked: Booked, follow: Any) -> None:
    settings = follow(Settings())
    thread = threading.Thread(target=lambda: settings.x)
    thread.start()
    thread.join()
    assert booked.rows == ["one with it.x", "x of it.x"]


def test_a_metaclass_answers_for_its_classes(booked: Booked, follow: Any) -> None:
    class Meta(type):
        def __getattr__(cls, name: str) -> Any:
            setattr(cls, name, 1)
            return 1

    class Lazy(metaclass=Meta):
        pass

    assert follow(Lazy).number == 1
    assert booked.rows[3:] == [f"number of {Lazy.__qualname__}.number"]


def test_a_class_that_lets_nothing_be_replaced_is_left_alone(booked: Booked, follow: Any) -> None:
    class Odd(ctypes.Structure):
        def __getattr__(self, name: str) -> Any:
            return 1

    assert follow(Odd()).x == 1
    assert booked.rows == []


def test_a_warning_is_told_of_who_asks(follow: Any) -> None:
    settings = follow(Settings())
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert settings.x == 1
    assert [each.filename for each in told] == [__file__]


def test_what_somebody_else_put_there_since_stays(booked: Booked, monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(Settings):
        def __getattr__(self, name: str, other: int = 1) -> Any:
            return 2

    answers = Answers(booked, Holder.key, booked.keep)
    answers.follow(Own, lambda _: None)
    followed = Own.__dict__["__getattr__"]
    answers.follow(Own, lambda _: None)
    assert Own.__dict__["__getattr__"] is followed
    other = lambda self, name: 3  # noqa: E731
    Own.__getattr__ = other  # type: ignore[method-assign]
    answers.close()
    assert Own.__dict__["__getattr__"] is other
