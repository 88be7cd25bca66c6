"""What an analysis says of a source, and what it must not depend on."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.errors import SourceUnreadable
from impact.source.analysis import Analysis, Block
from impact.source.blocks import facts
from impact.source.reader import analyse

SAMPLES = Path(__file__).parent / "samples"


def read(text: str) -> Analysis:
    return analyse(textwrap.dedent(text).encode())


def block(text: str, name: str = "f") -> Block:
    return next(each for each in read(text).blocks if each.name == name)


def test_fingerprints_are_the_same_on_every_version_of_python() -> None:
    golden = (SAMPLES / "many.digests").read_text(encoding="utf-8")
    present = facts(analyse((SAMPLES / "many.txt").read_bytes()))
    assert "".join(f"{value} {name or '(level)'}\n" for name, value in present.items()) == golden


@pytest.mark.parametrize(("text", "names"), [
    ("def f(): pass", ["f"]),
    ("async def f(): pass", ["f"]),
    ("class C:\n def m(self): pass\n class D:\n  def n(self): pass", ["C.m", "C.D.n"]),
    ("def f():\n def g(): pass", ["f", "f.<locals>.g"]),
    ("def f():\n class C:\n  def m(self): pass\n def g(): pass", ["f", "f.<locals>.C.m", "f.<locals>.g"]),
    ("def f(): pass\ndef f(): pass\ndef g(): pass\ndef f(): pass", ["f", "f#2", "g", "f#3"]),
    ("class C:\n @property\n def x(s): pass\n @x.setter\n def x(s, v): pass", ["C.x", "C.x#2"]),
    ("class C:\n def __x(self): pass", ["C.__x"]),
    ("def f():\n global g\n def g():\n  def h(): pass", ["f", "g", "g.<locals>.h"]),
    ("class C:\n global m\n def m(s): pass\n def n(s): pass", ["m", "C.n"]),
    ("if a:\n def f(): pass\nelse:\n def f(): pass", ["f", "f#2"]),
    ("f = lambda: [x for x in y]", []),
])  # fmt: skip
def test_blocks_are_named_as_their_code_objects(text: str, names: list[str]) -> None:
    assert [each.name for each in read(text).blocks] == names


def test_a_block_begins_at_its_first_decorator() -> None:
    assert [each.line for each in read("\n@a\n@b\ndef f():\n  pass\ndef g(): pass").blocks] == [2, 6]


@pytest.mark.parametrize(("body", "imports"), [
    ("import a.b", ("a.b",)),
    ("import a.b as c, d", ("a.b", "d")),
    ("from a.b import c, d as e", ("a.b:c", "a.b:d")),
    ("from . import x", (".:x",)),
    ("from ..a import y", ("..a:y",)),
    ("from a import b\nclass C:\n import d", ("a:b", "d")),
    ("def g():\n import a", ()),
])  # fmt: skip
def test_imports_of_a_block(body: str, imports: tuple[str, ...]) -> None:
    assert block("def f():\n" + textwrap.indent(body, " ")).imports == imports


def test_imports_of_the_level() -> None:
    text = """
        from typing import TYPE_CHECKING
        import a
        from b import *
        class C:
            import d
            def m(self): import not_this
        try: import e
        except ImportError: import g
        if TYPE_CHECKING: import not_that
        else: import h
    """
    assert read(text).imports == ("typing:TYPE_CHECKING", "a", "b:*", "d", "e", "g", "h")


@pytest.mark.parametrize(("body", "mentions"), [
    ("a.b(c=d)", {"a", "b", "c", "d"}),
    ("pass; 'word'; 'x.y'; 'm.n:o'; 'no words'; 'no-word'; ''", {"word", "x", "y", "m", "n", "o"}),
    ("pass; '{w.x} of y'; 'z != 1'; 'some words, not these'", {"w", "x", "of", "y", "z"}),
    ("'a {docstring}'; pass", set()),
    ("class C:\n  def m(self): {n}", {"m"}),
    ("import p.q as r; from .s import t", {"p", "q", "s", "t"}),
    ("from p import *", {"p", "*"}),
    ("global u; u = 1", {"u"}),
    ("f'{v} {w.x}'", {"v", "w", "x"}),
    ("getattr(a, 'b')", {"a", "b"}),
    ("getattr(a, b)", {"getattr", "a", "b"}),
    ("def g(x=y): z", {"y"}),
    ("lambda p=q: r", {"q", "r"}),
    ("match a:\n case C(b=1): pass", {"a", "C", "b"}),
])  # fmt: skip
def test_mentions_of_a_block(body: str, mentions: set[str]) -> None:
    assert block("def f():\n" + textwrap.indent(body, " ")).mentions == mentions


SAME_BLOCK = [
    ("return 1", "return  (1)  # one"),
    ("return 1", "'a docstring'\nreturn 1"),
    ("return 'ab'", "return 'a' 'b'"),
    ("return 'ab'", 'return """ab"""'),
    ("return 16", "return 0x10"),
    ("return a", "return \\\n  a"),
    ("def g(): return 1\nreturn g", "def g(): return 2\nreturn g"),
    ("def g(): 'doc'; a\nreturn g", "def g(): a\nreturn g"),
]
OTHER_BLOCK = [
    ("return 1", "return 1.0"), ("return 1", "return True"), ("return 1", "return '1'"), ("return 'a'", "return b'a'"),
    ("return -0.0", "return 0.0"), ("return 1", "return 1j"), ("return ...", "return None"), ("return", "return None"),
    ("return 'a', 'b'", "return 'a' 'b'"), ("return '\\ud800'", "return '\\ud801'"), ("a", "a()"), ("a.b", "a.c"),
    ("f'{a}'", "f'{a!r}'"), ("f'{a:1}'", "f'{a:2}'"), ("f'{a}b'", "f'b{a}'"), ("f(a, b)", "f(a, *b)"),
    ("f(a)", "f(a=a)"), ("f(**a)", "f(a)"), ("a + b", "a - b"), ("a < b", "a <= b"), ("a, b", "a; b"),
    ("[a, b]", "[[a], b]"), ("[a, [b]]", "[[a, b]]"), ("def g(): return 1", "def g(x): return 1"),
    ("def g(): return 1", "async def g(): return 1"), ("def g(): return 1", "def g(): yield 1"),
    ("def g(): return 1", "@a\ndef g(): return 1"), ("class C: a", "class C(B): a"), ("class C: a", "class C: b"),
    ("if a: b", "if a:\n  b\nelse: c"), ("if a: b\nc", "if a:\n  b\n  c"), ("import a", "import a as b"),
    ("from a import b", "from a.b import b"), ("from a import b", "from .a import b"),
    ("x = 0x" + "f" * 5000, "x = 0x" + "f" * 4999 + "e"), ("global a", "nonlocal_ = a"), ("lambda a: 1", "lambda: 1"),
    ("for a in b: c", "for a in b:\n  c\nelse: d"), ("del a", "a"), ("raise a", "raise a from b"),
    ("[a for a in b]", "{a for a in b}"), ("[a for a in b]", "[a for a in b if a]"), ("a = b = c", "a = b, c"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), SAME_BLOCK)
def test_what_leaves_a_block_the_same(one: str, two: str) -> None:
    assert _of_body(one) == _of_body(two)


@pytest.mark.parametrize(("one", "two"), OTHER_BLOCK)
def test_what_makes_another_block(one: str, two: str) -> None:
    assert _of_body(one) != _of_body(two)


def _of_body(body: str) -> str:
    return block("def f():\n" + textwrap.indent(body, "  ")).fingerprint


LEVEL = "import os\nX = 'é'\ndef f(a, b=X):\n    if a:\n        return b\n"


@pytest.mark.parametrize("source", [
    LEVEL.replace("\n", "\r\n").encode(),
    LEVEL.replace("\n", "\r").encode(),
    b"\xef\xbb\xbf" + LEVEL.encode(),
    ("# -*- coding: latin-1 -*-\n" + LEVEL).encode("latin-1"),
    LEVEL.replace("    ", "\t").encode(),
    LEVEL.replace("return b", "return 3").replace("os\n", "os  # comment\n\n\n").replace("3", "b").encode(),
    ("'doc'\n" + LEVEL).encode(),
    LEVEL.encode().rstrip(),
])  # fmt: skip
def test_bytes_that_say_the_same(source: bytes) -> None:
    before, after = facts(analyse(LEVEL.encode())), facts(analyse(source))
    del before["?documentation"], after["?documentation"]
    assert before == after


@pytest.mark.parametrize("source", [
    b"def", b"\xff", b"# coding: nonsense\n", b"x = 1\0", b"(" * 5000, b"  x", b"-" * 100_000 + b"1",
    b"x = " + b"1" * 5000, b"# coding: utf-8\nx = '\xff'",
])  # fmt: skip
def test_unreadable(source: bytes) -> None:
    with pytest.raises(SourceUnreadable):
        analyse(source)


def test_long_chains_are_readable() -> None:
    assert analyse(b"x = " + b" + ".join([b"'a'"] * 900)).statements


@pytest.mark.parametrize(("one", "two", "same"), [
    ("def f(): a", "def f(): b", True),
    ("def f(): a", "def f(x): a", False),
    ("def f(x): a", "def f(y): a", False),
    ("def f(x): a", "def f(x, /): a", False),
    ("def f(x): a", "def f(*, x): a", False),
    ("def f(x=1): a", "def f(x=2): a", False),
    ("def f(x): a", "def f(x: int): a", False),
    ("def f(x): a", "def f(x) -> int: a", False),
    ("def f(): a", "async def f(): a", False),
    ("def f(): a", "def f(): yield a", False),
    ("def f(): a", "def f():\n def g(): yield", True),
    ("def f(): a", "@d\ndef f(): a", False),
    ("class C:\n def f(s): a", "class C:\n 'doc'\n def f(s): b", True),
    ("class C: a = 1", "class C: a = 2", False),
    ("class C: pass", "class C(B): pass", False),
    ("class C: pass", "class C(m=1): pass", False),
    ("class C:\n a = 1\nb = 2", "class C:\n a = 1\n b = 2", False),
    ("import a, b", "import a\nimport b", True),
    ("from a import b, c", "from a import b\nfrom a import c", True),
    ("from a import b, c", "from a import (c, b)", False),
    ("a = 1\nb = 2", "b = 2\na = 1", False),
    ("if x: a", "if x:\n a\n 'text'", False),
    ("from typing import TYPE_CHECKING as T", "from typing import TYPE_CHECKING as T\nif T: import a", True),
    ("import typing as t", "import typing as t\nif t.TYPE_CHECKING: import a\nelif False: pass", False),
    ("import typing as t", "import typing as t\nif not t.TYPE_CHECKING: pass\nelse: b", False),
    ("import typing as t\na", "import typing as t\nif not t.TYPE_CHECKING: a\nelse: b", True),
    ("TYPE_CHECKING = f()", "TYPE_CHECKING = f()\nif TYPE_CHECKING: a", False),
    ("import other", "import other\nif other.TYPE_CHECKING: a", False),
])  # fmt: skip
def test_the_level(one: str, two: str, same: bool) -> None:
    assert (read(one).level == read(two).level) is same


def test_docstrings_are_a_fact_of_their_own() -> None:
    one, two, other = read("def f(): 'a'"), read("def f():\n  'a'\n  return 1"), read("def f(): 'b'")
    assert one.documentation == two.documentation != other.documentation
    assert one.level == other.level
    assert read("class A: 'a'\nclass B: 'b'").documentation != read("class A: 'b'\nclass B: 'a'").documentation


MODULES = [ast, textwrap, pytest.importorskip("functools"), pytest.importorskip("dataclasses")]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_formatting_changes_nothing(module: object) -> None:
    """`ast.unparse` drops comments, and formats everything anew."""
    source = Path(str(vars(module)["__file__"])).read_bytes()
    before, after = analyse(source), analyse(ast.unparse(ast.parse(source)).encode())
    assert facts(before) == facts(after)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_of_functions_changes_no_block(order: list[int]) -> None:
    functions = [f"def f{number}(a):\n    return a + {number}\n" for number in range(12)]
    before = read("".join(functions))
    after = read("".join(functions[number] for number in order))
    assert {each.name: each.fingerprint for each in before.blocks} == {
        each.name: each.fingerprint for each in after.blocks
    }


_LEAVES = st.sampled_from(["a", "b", "1", "1.0", "True", "None", "'a'", "'b'", "b'a'", "a.b", "''", "f'{a}'", "-1"])
_EXPRESSIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} + {pair[1]})"),
        st.lists(inner, max_size=3).map(lambda all_: f"[{', '.join(all_)}]"),
        st.lists(inner, max_size=2).map(lambda all_: f"f({', '.join(all_)})"),
        st.tuples(inner, inner).map(lambda pair: f"f({pair[0]}, k={pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} if {pair[1]} else a)"),
        inner.map(lambda one: f"(lambda a: {one})"),
        inner.map(lambda one: f"({one},)"),
        inner.map(lambda one: f"f'{{{one}!r}}x'" if "'" not in one and "{" not in one else one),
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(_EXPRESSIONS, _EXPRESSIONS)
def test_two_bodies_are_alike_exactly_if_their_trees_are(one: str, two: str) -> None:
    alike = ast.dump(ast.parse(one)) == ast.dump(ast.parse(two))
    assert (_of_body(f"return {one}") == _of_body(f"return {two}")) is alike
