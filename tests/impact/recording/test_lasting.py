"""Noticing what functions leave behind, on modules that are made here."""

from __future__ import annotations

import gc
import sys
import textwrap
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType

import pytest

from impact.recording.lasting import LastingValues, cached_lambdas
from impact.recording.places import Places


class Watched:
    """A module whose functions are numbered and watched."""

    def __init__(self, source: str, name: str = "watched") -> None:
        self.places = Places()
        self.values = LastingValues(self.places.find)
        self.module = self.add(source, name)

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
        return {each.holder.key(each.name) for each in self.values.changed(numbers)}


@pytest.fixture(autouse=True)
def _no_modules_left() -> Iterator[None]:
    yield
    for name in ("watched", "other"):
        sys.modules.pop(name, None)


def test_a_container_is_filled_once() -> None:
    watched = Watched("kept = {}\n\ndef fill(k): kept[k] = object()\n\ndef read(): return kept[1]")
    watched.module.fill(1)
    assert watched.after("read") == set()
    assert watched.after("fill") == {"kept"}
    assert watched.after("fill") == set()
    watched.module.fill(1)
    assert watched.after("fill") == {"kept"}


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("kept = {'a': {}}\n\ndef fill(): kept['a']['b'] = 1", "kept"),
        ("kept = {'a': {}}\n\ndef fill():\n    inner = kept.get('a')\n    inner['b'] = 1", "kept"),
        ("kept = ([], [])\n\ndef fill(): kept[0].append(1)", "kept"),
        ("kept = []\n\ndef fill():\n    same = kept\n    same += [1]", "kept"),
        ("def fill(kept={}): kept[1] = 1", "fill .kept"),
        ("def fill(*, kept=[]): kept.append(1)", "fill .kept"),
        ("def fill(): globals()['kept'] = 1", "kept"),
        ("import sys\n\ndef fill(): setattr(sys.modules[__name__], 'kept', 1)", "kept"),
        ("import threading\n\nkept = threading.local()\n\ndef fill(): kept.x = 1", "kept.x"),
        ("import types\n\nkept = types.SimpleNamespace()\n\ndef fill(): kept.x = 1", "kept.x"),
        ("class K:\n    __slots__ = ['x']\n\nkept = K()\n\ndef fill(): kept.x = 1", "kept.x"),
        ("class K: pass\n\nK.one = K()\n\ndef fill(): K.one.x = 1", "K.one.x"),
        ("class Meta(type):\n    def fill(cls): cls.x = 1\n\nclass K(metaclass=Meta): pass\n\nfill = K.fill", "K.x"),
        ("kept = {}\n\ndef put(where): where[1] = 1\n\ndef fill(): put(kept)", "kept"),
        ("kept = {}\n\ndef keep(): return kept\n\ndef fill(): keep()[1] = 1", "kept"),
        ("import heapq\n\nclass K: x = []\n\ndef fill(): heapq.heappush(K.x, 1)", "K.x"),
        ("class K: pass\n\nkept = K()\n\ndef put(where): where.x = 1\n\ndef fill(): put(kept)", "kept.x"),
        ("class K: pass\n\nkept = [K()]\n\ndef fill():\n    for each in kept: each.x = 1", "kept[0].x"),
        ("import collections\n\nkept = collections.defaultdict(int)\n\ndef fill(): return kept[1]", "kept"),
        ("class D(dict):\n    def fill(self): self[1] = 1\n\nkept = D()\nfill = kept.fill", "kept"),
        ("import collections\n\nkept = collections.UserDict()\n\ndef fill(): kept[1] = 1", "kept.data"),
    ],
)
def test_where_values_are_left(source: str, filled: str) -> None:
    watched = Watched(source)
    watched.module.fill()
    assert watched.after("fill", "keep", "Meta.fill", "D.fill") == {filled}
    assert watched.after("fill", "keep", "Meta.fill", "D.fill") == set()


def test_what_has_the_same_name_in_two_classes_is_told_apart() -> None:
    source = """
        def remember(function):
            kept = {}

            def inner(self): kept[1] = function(self)

            return inner

        class O: pass

        class A:
            one = O()

            @remember
            def get(self): pass

        class B:
            one = O()

            @remember
            def get(self): self.one.x = 1
    """
    watched = Watched(source)
    watched.module.B().get()
    assert watched.after("remember.<locals>.inner") == {"B.get .kept"}
    assert watched.after("B.get") == {"B.one.x"}
    watched.module.A().get()
    assert watched.after("remember.<locals>.inner", "B.get") == {"A.get .kept"}


def test_what_is_put_back_was_never_filled() -> None:
    watched = Watched("kept = {}\nnow = None\n\ndef work():\n    global now\n    kept[1], now = 2, 3")
    watched.module.work()
    watched.module.kept.clear()
    watched.module.now = None
    assert watched.after("work") == set()


def test_an_object_of_a_module_and_not_each_object_of_its_class() -> None:
    watched = Watched("class K:\n    x = 0\n    def fill(self): self.x = 1\n\nkept = K()")
    watched.module.K().fill()
    assert watched.after("K.fill") == set()
    watched.module.kept.fill()
    assert watched.after("K.fill") == {"kept.x"}


def test_an_object_that_is_kept_later_is_followed_and_then_forgotten() -> None:
    source = """
        kept = []

        class K:
            x = 0

            def fill(self):
                self.x += 1

        def keep():
            kept.append(K())
    """
    watched = Watched(source)
    watched.module.keep()
    assert watched.after("keep", "K.fill") == {"kept"}
    watched.module.kept[0].fill()
    assert watched.after("K.fill") == {"kept[0].x"}
    for _ in range(5):
        watched.module.kept.clear()
        watched.module.keep()
        watched.after("keep", "K.fill")
    gc.collect()
    watched.after("K.fill")
    fill = next(number for number, place in enumerate(watched.places.table) if place[1] == "K.fill")
    holders = [holder for holder, *_ in watched.values._watched[fill].values()]
    assert {holder.label for holder in holders} == {"K", "kept[0]"}
    assert not any(holder.is_gone for holder in holders)


def test_a_later_module_brings_an_object_of_a_class() -> None:
    watched = Watched("class K:\n    def fill(self): self.x = 1")
    other = watched.add("import watched\n\nkept = watched.K()", "other")
    other.kept.fill()
    assert watched.after("K.fill") == {"kept.x"}


def test_another_module_is_filled_by_its_name() -> None:
    watched = Watched("last = None\nkept = {}")
    other = watched.add("import watched\n\ndef fill():\n    watched.last = 1\n    watched.kept[1] = 2", "other")
    other.fill()
    assert watched.after("fill") == {"last", "kept"}


def test_objects_that_can_not_be_followed_are_left_alone() -> None:
    source = """
        import logging

        class Strange:
            __slots__ = ()

            def fill(self):
                self.x = 1

        class Lazy:
            def __getattribute__(self, name):
                raise RuntimeError("I was asked")

            def fill(self):
                self.x = 1

        strange, lazy, logger = Strange(), Lazy(), logging.getLogger("x")

        def work():
            lazy.x = logger.x = 1
    """
    watched = Watched(source)
    watched.module.work()
    assert watched.after("work", "Lazy.fill", "Strange.fill") == {"lazy.x", "logger.x"}


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
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_no_code_of_what_is_looked_at_runs(source: str) -> None:
    watched = Watched(f"""{textwrap.dedent(source)}
odd = Odd()
kept = {{1: odd}}

def fill(): kept[2] = odd.x = 1
""")
    watched.module.kept[2] = 1
    assert watched.after("fill") == {"kept"}


def test_lambdas_behind_caches_have_the_names_of_the_caches() -> None:
    def named() -> None: ...

    import functools

    namespace = {"get": functools.cache(lambda: 1), "named": functools.cache(named), "plain": lambda: 2}
    found = list(cached_lambdas(namespace))
    assert [(name, type(function)) for name, function in found] == [("get", FunctionType)]
    assert isinstance(found[0][1].__code__, CodeType)
