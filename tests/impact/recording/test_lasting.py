"""Noticing what functions leave behind, on modules that are made here."""

from __future__ import annotations

import gc
import sys
import textwrap
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType

import pytest

from impact.recording.answers import Answers
from impact.recording.holding import Holder
from impact.recording.lasting import LastingValues, cached_lambdas
from impact.recording.places import Places


class Booked:
    """Notes what is booked, and to what."""

    def __init__(self, booked: list[str]) -> None:
        self.connect_current = self.connect_both = booked.append
        self._node, self._booked = "test", booked

    def switch(self, node: str) -> str:
        self._node, before = node, self._node
        self._booked.append(f"now {node}")
        return before


class Watched:
    """A module whose functions are numbered and watched."""

    def __init__(self, source: str, name: str = "watched") -> None:
        self.places = Places()
        self.booked: list[str] = []
        self.answers = Answers(Booked(self.booked), Holder.key, self._keep)
        self.values = LastingValues(self.places.find, self.answers)
        self.module = self.add(source, name)

    def _keep(self, node: str, holder: Holder, name: str) -> None:
        self.booked.append(f"{holder.key(name)} of {node}")

    def add(self, source: str, name: str) -> ModuleType:
        """Import a further module."""
        module = ModuleType(name)
        sys.modules[name] = module
        body = compile(textwrap.dedent(source), f"{name}.py", "exec")
        place_of = self.places.of_module(f"{name}.py", body)
        exec(body, vars(module))
        self.values.add_module(f"{name}.py", body, vars(module), place_of)
        return module

    def after(self, *names: str) -> set[str]:
        """Return the keys of what is filled, once the functions of these names have been entered."""
        numbers = {number for number, place in enumerate(self.places.table) if place[1] in names}
        return {each.holder.key(each.name) for each in self.values.changed(set(numbers))}


@pytest.fixture(autouse=True)
def _no_modules_left() -> Iterator[None]:
    yield
    for name in ("watched", "other"):
        sys.modules.pop(name, None)


MEMO = "    if k not in {0}: {0}[k] = object()\n    return {0}[k]"


def test_a_memo_is_filled_once() -> None:
    watched = Watched(f"kept = {{}}\n\ndef fill(k):\n{MEMO.format('kept')}\n\ndef read(): return kept[1]")
    watched.module.fill(1)
    assert watched.after("read") == set()
    assert watched.after("fill") == {"kept"}
    assert watched.after("fill") == set()
    watched.module.fill(1)
    assert watched.after("fill") == set()
    watched.module.fill(2)
    assert watched.after("fill") == {"kept"}


MEMOS = {
    "kept": """
        kept = None

        def fill(k):
            global kept
            kept = kept or object()
    """,
    "Default.kept": """
        class Default:
            kept = {}
            def fill(self, k): return self.kept.setdefault(k, 1)

        fill = Default().fill
    """,
    "ByName.kept": """
        class ByName:
            kept = {}

        def fill(k):
            if k not in ByName.kept: ByName.kept[k] = 1
    """,
    "OfClass.x": """
        class OfClass:
            x = None
            @classmethod
            def fill(cls, k): cls.x = cls.x or k

        fill = OfClass.fill
    """,
    "one.kept": """
        class K:
            def __init__(self): self.kept = {}
            def fill(self, k):
                if k not in self.kept: self.kept[k] = 1

        one = K()
        fill = one.fill
    """,
    "one.x": """
        class K:
            x = None
            def fill(self, k): self.x = self.x or k

        one = K()
        fill = one.fill
    """,
    "Outer.one.x": """
        class K:
            x = None
            def fill(self, k): self.x = self.x or k

        class Outer:
            one = K()

        fill = Outer.one.fill
    """,
    "fill .kept": """
        def memo(f):
            kept = {}
            def inner(k):
                if k not in kept: kept[k] = f(k)
                return kept[k]
            return inner

        @memo
        def fill(k): return 1
    """,
    "fill .last": """
        def memo(f):
            last = None
            def inner(k):
                nonlocal last
                last = last or f(k)
                return last
            return inner

        @memo
        def fill(k): return 1
    """,
    "fill .default": """
        def fill(k, default={}):
            if k not in default: default[k] = 1
    """,
}


@pytest.mark.parametrize(("filled", "source"), MEMOS.items(), ids=MEMOS)
def test_where_memos_are_kept(filled: str, source: str) -> None:
    watched = Watched(source)
    watched.module.fill(1)
    entered = {place[1] for place in watched.places.table}
    assert watched.after(*entered) == {filled}
    assert watched.after(*entered) == set()


def test_what_is_stored_without_a_look_is_no_memo() -> None:
    watched = Watched("kept = {}\n\ndef fill(k): kept[k] = 1")
    watched.module.fill(1)
    assert watched.after("fill") == set()


def test_a_pair_that_is_replaced_twice_is_another_one() -> None:
    watched = Watched("last = (0, '')\n\ndef fill(k):\n    global last\n    last = (last[0] + k, str(k))")
    for _ in range(5):
        watched.module.fill(1)
        watched.module.fill(1)
        assert watched.after("fill") == {"last"}


def test_what_has_the_same_name_in_two_classes_is_told_apart() -> None:
    source = """
        def remember(function):
            kept = {}

            def inner(self):
                if 1 not in kept: kept[1] = function(self)

            return inner

        class A:
            @remember
            def get(self): pass

        class B:
            @remember
            def get(self): pass
    """
    watched = Watched(source)
    watched.module.B().get()
    assert watched.after("remember.<locals>.inner") == {"B.get .kept"}
    watched.module.A().get()
    assert watched.after("remember.<locals>.inner") == {"A.get .kept"}


def test_what_is_put_back_was_never_filled() -> None:
    watched = Watched(f"kept = {{}}\nnow = None\n\ndef work(k):\n    global now\n    now = 3\n{MEMO.format('kept')}")
    watched.module.work(1)
    watched.module.kept.clear()
    watched.module.now = None
    assert watched.after("work") == set()


def test_an_object_of_a_module_and_not_each_object_of_its_class() -> None:
    watched = Watched("class K:\n    x = 0\n    def fill(self): self.x += 1\n\nkept = K()")
    watched.module.K().fill()
    assert watched.after("K.fill") == set()
    watched.module.kept.fill()
    assert watched.after("K.fill") == {"kept.x"}


def test_what_is_no_more_is_forgotten() -> None:
    watched = Watched("class K:\n    x = 0\n    def fill(self): self.x += 1\n\nkept = K()")
    watched.module.kept.fill()
    watched.module.kept = None
    gc.collect()
    assert watched.after("K.fill") == set()


def test_of_a_crowd_of_objects_none_is_looked_at() -> None:
    objects = "\n".join(f"kept{number} = K()" for number in range(9))
    watched = Watched(f"class K:\n    x = 0\n    def fill(self): self.x += 1\n\n{objects}")
    watched.module.kept0.fill()
    assert watched.after("K.fill") == set()


LAZY = """
    import itertools

    count = itertools.count()

    class Settings:
        def find(self, name):
            if not hasattr(self, name): setattr(self, name, next(count))

    one, two = Settings(), Settings()
"""


def test_attributes_that_come_under_any_name() -> None:
    watched = Watched(LAZY)
    watched.module.one.find("NUMBER")
    assert watched.after("Settings.find") == {"one.NUMBER"}
    assert watched.after("Settings.find") == set()
    watched.module.two.find("OTHER")
    assert watched.after("Settings.find") == {"two.OTHER"}
    del watched.module.one.NUMBER
    watched.module.one.find("NUMBER")
    assert watched.after("Settings.find") == {"one.NUMBER"}


def test_of_objects_that_are_gone_or_too_many_no_attributes_come() -> None:
    watched = Watched(LAZY)
    del watched.module.two
    gc.collect()
    watched.module.one.find("NUMBER")
    assert watched.after("Settings.find") == {"one.NUMBER"}
    watched = Watched(LAZY + "".join(f"    s{n} = Settings()\n" for n in range(8)))
    watched.module.one.find("NUMBER")
    assert watched.after("Settings.find") == set()


def test_a_later_module_brings_an_object_of_a_class() -> None:
    watched = Watched("class K:\n    x = 0\n    def fill(self): self.x += 1")
    other = watched.add("import watched\n\nkept = watched.K()", "other")
    other.kept.fill()
    assert watched.after("K.fill") == {"kept.x"}


HOSTILE = {
    "metaclass": """
        class Meta(type):
            def __getattribute__(cls, name): raise RuntimeError(name)
            def __eq__(cls, other): raise RuntimeError("compared")
            def __hash__(cls): raise RuntimeError("hashed")

        class Odd(metaclass=Meta):
            pass
    """,
    "module_of_its_class": "class Odd:\n    __module__ = [1]\n",
    "attributes": """
        class Odd:
            @property
            def __dict__(self): raise RuntimeError("asked")
    """,
    "container": """
        class Odd(list):
            def __iter__(self): raise RuntimeError("iterated")
            def __len__(self): raise RuntimeError("counted")
            def __bool__(self): raise RuntimeError("asked")
    """,
    "value": """
        class Odd:
            def __eq__(self, other): raise RuntimeError("compared")
            def __hash__(self): raise RuntimeError("hashed")
    """,
    "module": """
        import types

        class Odd(types.ModuleType):
            def __init__(self): super().__init__("odd")
            def __getattribute__(self, name): raise RuntimeError(name)
    """,
    "module_without_name": """
        import types

        def Odd():
            odd = types.ModuleType("odd")
            del odd.__name__
            return odd
    """,
    "names": "def Odd(): globals()[1] = {}",
    "keys_among_attributes": """
        class Key(str):
            def __eq__(self, other): raise SystemExit
            __hash__ = str.__hash__

        class Odd:
            x = 0
            def __init__(self): vars(self).update({Key('other'): 1, 2: 3})
            def __getattr__(self, name): setattr(self, name, 1)
    """,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_no_code_of_what_is_looked_at_runs(source: str) -> None:
    watched = Watched(f"""{textwrap.dedent(source)}
odd = Odd()
kept = {{1: odd}}

def fill():
    if 2 not in kept: kept[2] = odd.x = odd.x or 1
""")
    watched.module.kept[2] = 1
    assert watched.after("fill", "Odd.__getattr__") == {"kept"}


def test_lambdas_behind_caches_have_the_names_of_the_caches() -> None:
    def named() -> None: ...

    import functools

    namespace = {"get": functools.cache(lambda: 1), "named": functools.cache(named), "plain": lambda: 2}
    found = list(cached_lambdas(namespace))
    assert [(name, type(function)) for name, function in found] == [("get", FunctionType)]
    assert isinstance(found[0][1].__code__, CodeType)


def test_an_object_may_become_one_of_another_class() -> None:
    watched = Watched(
        """
        class Open:
            def __init__(self): self.memo = None
            def get(self):
                if self.memo is None: self.memo = 3
                return self.memo

        class Closed:
            __slots__ = ("__dict__", "__weakref__")

        door = Open()
        """
    )
    watched.module.door.get()
    assert watched.after("Open.get") == {"door.memo"}
    watched.module.door.__class__ = type("Other", (), {})
    assert watched.after("Open.get") == set()
    watched.module.door.memo = 4
    assert watched.after("Open.get") == {"door.memo"}
