"""Each mutator changes what it says, and nothing else."""

from __future__ import annotations

import ast

import pytest

from impact.audit.mutating import apply, mutations_of, shelf


def function(body: str) -> str:
    return f"def f(a, b):\n    {body}\n"


CASES = [
    ("operators", function("return a + b"), [function("return a - b")]),
    ("operators", function("return (a) ** (b)"), [function("return (a) * (b)")]),
    ("operators", function("return a < b != 1"), [function("return a <= b != 1"), function("return a < b == 1")]),
    ("operators", function("return a not  in b"), [function("return a in b")]),
    ("operators", function("return a is not b"), [function("return a is b")]),
    ("operators", function("return a or b"), [function("return a and b")]),
    ("operators", function("return (a # +\n     + b)"), []),
    ("operators", "x = 1 + 2\n", []),
    ("constants", function("return 'é', 1, True"), [
        function("return 'éx', 1, True"), function("return 'é', 2, True"), function("return 'é', 1, False")]),
    ("constants", function("'docstring'\n    return None"), []),
    ("constants", function("return f'{a:>3}'"), []),
    ("constants", function("x: Literal['a'] = b'y'"), [function("x: Literal['a'] = b'yx'")]),
    ("returns", function("return a"), [function("return None")]),
    ("returns", function("return None"), [function("return 0")]),
    ("returns", function("return"), []),
    ("conditions", function("return a if a or b else b"), [function("return a if (not (a or b)) else b")]),
    ("conditions", function("return [c for c in a if c]"), [function("return [c for c in a if (not (c))]")]),
    ("conditions", function("while a: pass"), []),
    ("statements", function("a.append(b); b += 1"), [function("pass; b += 1"), function("a.append(b); pass")]),
    ("statements", function("raise (\n        a)  # why"), [function("pass  # why")]),
    ("module constants", "A = 1 # one\nB: int = -1\nC: int\n", [
        "A = 2 # one\nB: int = -1\nC: int\n", "A = 1 # one\nB: int = None\nC: int\n"]),
    ("module constants", "A = ('a', 'b')\r\nB = {1: 2}\r\n", [
        "A = ()\r\nB = {1: 2}\r\n", "A = ('a', 'b')\r\nB = {}\r\n"]),
    ("class attributes", "class A:\n    b = 'x'\n    c: int\n", ["class A:\n    b = 'xx'\n    c: int\n"]),
    ("defaults", "def f(a, b=None, *, c=f(1)): pass\n", [
        "def f(a, b=0, *, c=f(1)): pass\n", "def f(a, b=None, *, c=None): pass\n"]),
    ("defaults", "f = lambda a=1: a\n", ["f = lambda a=2: a\n"]),
    ("decorators", "@ cached(1)  # why\nclass A: pass\n", ["#   # why\nclass A: pass\n"]),
    ("decorators", "@one\n@two\ndef f(): pass\n", ["# \n@two\ndef f(): pass\n", "@one\n# \ndef f(): pass\n"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "after"), CASES)
def test_mutator(kind: str, before: str, after: list[str]) -> None:
    source = before.encode()
    mutated = [apply(each.edit, source).decode() for each in mutations_of("lib.py", source).get(kind, [])]
    assert mutated == after
    for each in mutated:
        ast.parse(each)


def test_every_mutator_has_a_case() -> None:
    assert {kind for kind, _, _ in CASES} == set(shelf())


def test_a_mutation_tells_its_place() -> None:
    [mutation] = mutations_of("a/lib.py", b"# \xc3\xa9\n\nLIMIT = 'a'\n")["module constants"]
    assert (mutation.path, mutation.line, mutation.before, mutation.after) == ("a/lib.py", 3, "'a'", "'ax'")


@pytest.mark.parametrize("source", [b"def f(:\n", b"\xff = 1\n", b"\xef\xbb\xbfA = 1\n", b"A = 1\0\n", b""])
def test_what_cannot_be_parsed_has_none(source: bytes) -> None:
    assert mutations_of("lib.py", source) == {}


def test_types_are_not_broken() -> None:
    source = b"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    def f(a=1): ...\n"
    assert mutations_of("lib.py", source) == {}
