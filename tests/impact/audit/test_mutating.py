"""The choice of places: the same for the same seed, each once, and every kind has its turn."""

from __future__ import annotations

import ast
from itertools import islice

from impact.audit.model import Mutation
from impact.audit.mutating import apply, breaks, draw

SOURCES = {
    "a.py": b"LIMIT = 1\n\ndef add(a, b=0):\n    if a:\n        return a + b\n    return 1\n",
    "b.py": b"class B:\n    size = 2\n\n    @property\n    def one(self):\n        self.x = 1\n        return self.x\n",
    "empty.py": b"",
    "broken.py": b"def\n",
}


def drawn(number: int | None = None, seed: int = 0) -> list[Mutation]:
    sizes = {path: len(source) for path, source in SOURCES.items()}
    return list(islice(draw(sizes, SOURCES.__getitem__, seed), number))


def test_the_seed_decides() -> None:
    assert drawn(seed=1) == drawn(seed=1)
    assert drawn(seed=1) != drawn(seed=2)


def test_more_begin_with_the_same() -> None:
    assert drawn()[:5] == drawn(5)


def test_each_comes_once_and_breaks_something() -> None:
    found = drawn()
    assert len({each.name for each in found}) == len(found) > 10
    for each in found:
        mutated = apply(each.edit, SOURCES[each.path])
        assert ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(SOURCES[each.path]))


def test_all_kinds_have_their_turn() -> None:
    assert len({each.kind for each in drawn(9)}) >= 7


def test_what_means_the_same_or_does_not_compile_breaks_nothing() -> None:
    assert not breaks(b"x = (1)\n", b"x = 1\n")
    assert not breaks(b"x = 1\n", b"return\n")
    assert breaks(b"x = 1\n", b"x = 2\n")
