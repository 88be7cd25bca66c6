"""Who can tell two versions of a module level apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.source import difference
from impact.source.conventions import Standing, enumerates
from impact.source.difference import Difference, compare, spread
from impact.source.reader import analyse


def between(old: str, new: str, **known: Any) -> Difference:
    return compare(analyse(old.encode()), analyse(new.encode()), **known)


NOBODY = [
    ("def f(): a\ndef g(): b", "def g(): b\ndef f(): a"),
    ("def f(): a", "def f(): b"),
    ("import a\nimport b", "import b\nimport a"),
    ("import b, a", "import a, b"),
    ("X = 1\nY = 2", "Y = 2\n# comment\nX = 1"),
    ("class A: x = 1\nclass B: y = 1", "class B: y = 1\nclass A: x = 1"),
    ("class A:\n def f(s): a\n def g(s): b", "class A:\n def g(s): b\n def f(s): a"),
    ("X = 1", "'doc'\nX = 1"),
    ("X = 1", "X = 1\n'about X'"),
    ("X = 1", "X = 1\npass"),
    ("X = 1", "from typing import TYPE_CHECKING\nif TYPE_CHECKING: import a\nX = 1"),
    ("f()", "f()  # comment"),
    ("f()\ng()", "f();g()"),
]
EVERYONE = [
    ("f()", "f(1)"), ("f()", ""), ("", "f()"), ("f()\ng()", "g()\nf()"), ("f()\nX = 1", "X = 1\nf()"),
    ("X = 1\nregister(X)", "X = 2\nregister(X)"), ("X = 1\nY = X\nregister(Y)", "X = 2\nY = X\nregister(Y)"),
    ("X = 1\nregister('X')", "X = 2\nregister('X')"), ("def f(): a\nregister(f)", "def f(x): a\nregister(f)"),
    ("X = 1\nY = list(globals())\nf(dir())", "X = 2\nY = list(globals())\nf(dir())"),
    ("from a import *", "from b import *"), ("", "from __future__ import annotations"), ("X.y = 1", "X.y = 2"),
    ("X = f()", "X = g()"), ("@d\ndef f(): a", "def f(): a"), ("def f(): a", "@d\ndef f(): a"),
    ("class A: pass", "class A(metaclass=M): pass"), ("class A: pass", "class A(B): pass"),
    ("class A(B): pass", "class A: pass"),
    ("import m\nclass A(m.Model): x = 1", "import m\nclass A(m.Model): x = 2"),
    ("import m\nclass A(m.Model): x = 1", "import m\nclass A(m.Model):\n x = 1\n y = 2"),
    ("import m\nclass A(m.Model):\n class Meta: x = 1", "import m\nclass A(m.Model):\n class Meta: x = 2"),
    ("import m\nclass A(m.Model):\n x = 1\n y = 2", "import m\nclass A(m.Model):\n y = 2\n x = 1"),
    ("import m\nclass A(m.Model): pass", "import m\nclass A(m.Model): pass\nclass B(A): pass"),
    ("class A:\n def __init_subclass__(c): a", "class A:\n def __init_subclass__(c): a\nclass B(A): pass"),
    ("@d\nclass A: x = 1", "@d\nclass A: x = 2"), ("@d\nclass A: x = 1", "@d\nclass A:\n x = 1\n def f(s): a"),
    ("class A: x = f()", "class A: x = g()"), ("class A: x = 1\nregister(A)", "class A: x = 2\nregister(A)"),
    ("class A:\n def m(s): a\nx = A()", "class A:\n def m(s): a\n def __init__(s): a\nx = A()"),
    ("class A: x = 1\nf(A.x)", "class A: x = 2\nf(A.x)"), ("pytestmark = 1", "pytestmark = 2"),
    ("", "pytest_plugins = ['a']"), ("", "def pytest_configure(config): a"), ("", "def __getattr__(name): a"),
    ("", "def setup_module(): a"), ("from a import f\nx = f()", "from b import f\nx = f()"),
    ("x = frozenset()", "def frozenset(): a\nx = frozenset()"),
    ("def frozenset(): a\nx = frozenset()", "x = frozenset()"),
    ("X = 1\npytestmark = [X]", "X = 2\npytestmark = [X]"),
    ("from a import B\nclass C(B): pass", "from abc import ABC as B\nclass C(B): pass"),
    ("if a: f()", "if b: f()"), ("for x in y: z", "for x in z: z"), ("assert a", ""),
]  # fmt: skip
NAMES: list[tuple[str, str, set[str], set[str]]] = [
    ("X = 1", "X = 2", {"X"}, set()),
    ("X = 1", "X = 1.0", {"X"}, set()),
    ("X = 1", "", {"X"}, set()),
    ("", "X = 1", {"X"}, {"X"}),
    ("X = 1", "Y = 1", {"X", "Y"}, {"Y"}),
    ("X = 1\nX = 2", "X = 2\nX = 1", {"X"}, set()),
    ("X = 1\nX = 2", "X = 2", {"X"}, set()),
    ("X = 1\nX = 1", "X = 1", {"X"}, set()),
    ("X = 1\nY = X\nZ = Y", "X = 2\nY = X\nZ = Y", {"X", "Y", "Z"}, set()),
    ("X = 1\nY = X\nX = 2", "X = 1\nX = 2\nY = X", {"X", "Y"}, set()),
    ("X = 1\ndef f(a=X): a", "X = 2\ndef f(a=X): a", {"X", "f"}, set()),
    ("X = 1\ndef pytest_a(items: X): a", "X = 2\ndef pytest_a(items: X): a", {"X", "pytest_a"}, set()),
    ("X = 1\nY = 'a {X}'\nZ = 'an X too'", "X = 2\nY = 'a {X}'\nZ = 'an X too'", {"X", "Y"}, set()),
    ("X = 1\ndef f(): X", "X = 2\ndef f(): X", {"X"}, set()),
    ("def f(a): a", "def f(a, b=1): a", {"f"}, set()),
    ("def f(a): a", "async def f(a): a", {"f"}, set()),
    ("", "def f(): a", {"f"}, {"f"}),
    ("def f(): a", "", {"f"}, set()),
    ("def f(): a", "def f(): a\ndef f(): b", {"f"}, set()),
    ("def f(): a\ndef f(x): b", "def f(x): b\ndef f(): a", {"f"}, set()),
    ("def f(): a", "f = 1", {"f"}, set()),
    ("def f(): a", "from functools import cache\n@cache\ndef f(): a", {"f", "cache"}, {"cache"}),
    ("import a", "import b as a", {"a"}, set()),
    ("from a import b", "from a import b, c", {"c"}, {"c"}),
    ("from a import b, c", "from a import b", {"c"}, set()),
    ("try:\n import a\nexcept ImportError:\n a = None", "try:\n import a\nexcept ImportError:\n a = 1", {"a"}, set()),
    ("if A: X = 1", "if B: X = 1", {"X"}, set()),
    ("X, Y = 1, 2", "X, Y = 1, 3", {"X", "Y"}, set()),
    ("X = [1]\nX += [2]", "X = [1]\nX += [3]", {"X"}, set()),
    ("__all__ = ['a']", "__all__ = ['b']", {"__all__", "a", "b"}, {"a", "b"}),
    ("f()", "f()\nX = 1", {"X"}, {"X"}),
    ("from a import *", "from a import *\nX = 1", {"X"}, {"X"}),
    ("class A: x = 1", "", {"A"}, set()),
    ("", "class A:\n x = 1\n def f(s): a", {"A"}, {"A"}),
    ("X = 1\nclass A: y = 1", "X = 2\nclass A: y = 1", {"X"}, set()),
    ("X = 1\ndel X", "X = 1", {"X"}, set()),
]
MEMBERS: list[tuple[str, str, set[tuple[str, str]], set[str]]] = [
    ("class A: x = 1", "class A: x = 2", {("A", "x")}, set()),
    ("class A: x = 1", "class A:\n x = 1\n def f(s): a", {("A", "f")}, set()),
    ("class A:\n def f(s): a", "class A:\n def f(s, b): a", {("A", "f")}, set()),
    ("class A:\n def f(s): a", "class A:\n @property\n def f(s): a", {("A", "f")}, set()),
    ("class A:\n x = 1\n y = x", "class A:\n x = 2\n y = x", {("A", "x"), ("A", "y")}, set()),
    ("X = 1\nclass A: y = X", "X = 2\nclass A: y = X", {("A", "y")}, set()),
    ("class A:\n class B: x = 1", "class A:\n class B: x = 2", {("A.B", "x")}, set()),
    ("class A:\n pass\nx = A()", "class A:\n def f(s): a\nx = A()", {("A", "f")}, set()),
    ("class A: x = 1\nclass B(A): pass", "class A: x = 2\nclass B(A): pass", {("A", "x")}, set()),
    ("class A: x = 1", "class A:\n x = 1\n def __eq__(s, o): a", {("A", "__eq__")}, {"A"}),
    ("class A: x = 1", "class A:\n x = 1\n def visit_name(s): a", {("A", "visit_name")}, {"A"}),
    ("class A: x = 1\nclass B(A): pass", "class A:\n x = 1\n def clean_x(s): a\nclass B(A): pass", {("A", "clean_x")},
     {"A", "B"}),
    ("class A(dict): x = 1", "class A(dict):\n x = 1\n def get(s, k): a", {("A", "get")}, {"A"}),
    ("import m\nclass A(m.M): x = 1", "import m\nclass A(m.M):\n x = 1\n def f(s): a", {("A", "f")}, {"A"}),
    ("import enum\nclass A(enum.Enum): x = 1", "import enum\nclass A(enum.Enum): x = 2", {("A", "x")}, {"A"}),
    ("import enum\nclass A(enum.Enum):\n x = 1\n y = 2", "import enum\nclass A(enum.Enum):\n y = 2\n x = 1",
     {("A", "x"), ("A", "y")}, {"A"}),
    ("from dataclasses import dataclass\n@dataclass\nclass A: x: int",
     "from dataclasses import dataclass\n@dataclass\nclass A:\n x: int\n y: int", {("A", "y")}, {"A"}),
    ("from unittest import TestCase\nclass A(TestCase): x = 1",
     "from unittest import TestCase\nclass A(TestCase):\n x = 1\n def setUp(s): a", {("A", "setUp")}, {"A"}),
    ("class A: x = 1\nclass A: y = 1", "class A: x = 1\nclass A: y = 2", {("A", "y")}, {"A"}),
]  # fmt: skip


def alone(qualname: str) -> bool:
    return True


@pytest.mark.parametrize(("old", "new"), NOBODY)
def test_nobody(old: str, new: str) -> None:
    found = between(old, new)
    assert found.nobody or found.added == found.names == {"TYPE_CHECKING"}


@pytest.mark.parametrize(("old", "new"), EVERYONE)
def test_everyone(old: str, new: str) -> None:
    found = between(old, new, alone=alone)
    assert found.everyone
    assert found.reasons


@pytest.mark.parametrize(("old", "new", "names", "added"), NAMES)
def test_who_mentions_a_name(old: str, new: str, names: set[str], added: set[str]) -> None:
    found = between(old, new, alone=alone)
    assert found.everyone is False
    assert [set(found.names), set(found.added), set(found.members)] == [names, added, set()]


@pytest.mark.parametrize(("old", "new", "members", "family"), MEMBERS)
def test_who_mentions_a_member(old: str, new: str, members: set[tuple[str, str]], family: set[str]) -> None:
    found = between(old, new, alone=alone)
    assert found.everyone is False
    assert set(found.members) == members
    assert set(found.family) == family
    cautious = between(old, new)
    assert cautious.members == members
    assert cautious.family >= family | {name for name, _ in members}


def test_a_changed_header_disturbs_the_family() -> None:
    old = "from abc import ABC\nclass A: pass\nclass B(A): pass\n"
    assert between(old, old.replace("A:", "A(ABC):")).family == {"A", "B"}


def test_imports_that_are_new_or_lost() -> None:
    found = between("import a\nfrom b import c", "import a\nfrom b import d")
    assert found.new_imports == frozenset({"b:d"})
    assert found.lost_imports == frozenset({"b:c"})


def test_what_is_known_of_a_base_elsewhere() -> None:
    old, new = "from m import B\nclass A(B): x = 1", "from m import B\nclass A(B): x = 2"
    assert between(old, new).everyone
    safe = between(old, new, standing=lambda origin: Standing.SAFE if origin == "m.B" else Standing.FOREIGN)
    assert safe.everyone is False
    assert set(safe.family) == {"A"}
    assert not between(old, new, standing=lambda origin: Standing.INERT, alone=alone).family


def test_reasons_say_what_happened() -> None:
    found = between("X = 1\ndef f(): a\nregister(X)", "X = 2\nclass C: pass\nregister(X)")
    assert found.reasons == (
        "`X =` changed", "`def f` removed", "`class C` added", "`register(…)` reads what changed",
    )  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [
    ("from m import X\nY = X + 1\nZ = Y", Difference(names=frozenset({"X", "Y", "Z"}))),
    ("from m import X\nregister(X)", Difference(everyone=True, reasons=("`register(…)` reads what changed",),
                                                names=frozenset({"X"}))),
    ("from m import *", Difference(names=frozenset({"X"}))),
    ("from m import W\nY = W", Difference()),
    ("import m\nY = m.X", Difference(names=frozenset({"Y"}))),
    ("import m\nclass A:\n y = m.X", Difference(members=frozenset({("A", "y")}), family=frozenset({"A"}))),
])  # fmt: skip
def test_what_follows_from_a_name_of_another_module(text: str, expected: Difference) -> None:
    assert spread(analyse(text.encode()), {"X"}) == expected


@pytest.mark.parametrize(("body", "expected"), [
    ("a.b", False), ("getattr(a, 'b')", False), ("getattr(a, b)", True), ("hasattr(a, f'{b}')", True), ("dir(a)", True),
    ("vars()", True), ("a.__dict__", True), ("import inspect", True), ("from a import *", True),
    ("import_module(a)", True), ("a.__subclasses__()", True), ("globals()['a']", True), ("setattr(a, b, c)", False),
])  # fmt: skip
def test_enumerating(body: str, expected: bool) -> None:
    assert enumerates(analyse(body.encode()).statements[0].mentions) is expected


HERE = Path(difference.__file__).parent
PIECES = [
    "X = 1", "X = 2", "Y = X", "f()", "f(X)", "def f(): a", "def f(b): a", "@d\ndef g(): a", "class A: x = 1",
    "class A:\n x = 2\n def m(s): a", "class B(A): y = A", "class C(M): z = 1", "import a", "from a import b",
    "from a import *",
    "try:\n import a\nexcept ImportError:\n a = X", "del X", "X += 1", "if X: Y = 2",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=7).map("\n".join)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: str(path.name))
def test_nothing_differs_from_itself(path: Path) -> None:
    analysis = analyse(path.read_bytes())
    assert compare(analysis, analysis) == Difference()


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_a_difference_is_the_same_both_ways(old: str, new: str) -> None:
    """What is there only before matters as much as what is there only after."""
    there, back = between(old, new), between(new, old)
    assert there.everyone == back.everyone
    assert there.new_imports == back.lost_imports
    if not there.everyone:
        assert (there.names, there.members, there.family) == (back.names, back.members, back.family)
