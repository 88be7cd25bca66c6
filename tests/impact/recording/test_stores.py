"""What is read off the instructions of a function."""

from __future__ import annotations

import textwrap
from types import CodeType

import pytest

from impact.recording.stores import class_around, stores


def _code(source: str) -> CodeType:
    """Return the innermost function of a source."""
    code = compile(textwrap.dedent(source), "source.py", "exec")
    while inner := [each for each in code.co_consts if isinstance(each, CodeType)]:
        code = inner[-1]
    return code


@pytest.mark.parametrize(
    "source",
    [
        "def f(x): return x + 1",
        "def f(x):\n    y = x\n    return y",
        "def f(x): return x.y[0]",
        "def f(): return g().h()",
        "def f(x): return [each for each in x]",
    ],
)
def test_what_stores_nothing(source: str) -> None:
    assert stores(_code(source)) is None


@pytest.mark.parametrize(
    ("source", "remembered"),
    [
        ("def f(self):\n    if self.x is None: self.x = g()\n    return self.x", {"x"}),
        ("def f(self): self.x += 1", {"x"}),
        ("def f(self, v): self.x = v", set()),
        ("def f(self, v): del self.x, v.y", set()),
        (
            f"def f(self): {'; '.join(f'self.x{n} = self.x{n} or {n}' for n in range(300))}",
            {f"x{n}" for n in range(300)},
        ),
    ],
)
def test_attributes_that_are_read_as_well_as_stored(source: str, remembered: set[str]) -> None:
    found = stores(_code(source))
    assert found is not None
    assert found.remembered == remembered


@pytest.mark.parametrize(
    ("source", "memos"),
    [
        ("def f(k):\n    if k not in KEPT: KEPT[k] = g(k)\n    return KEPT[k]", {"KEPT"}),
        ("def f(self, k):\n    if k not in self.kept: self.kept[k] = g(k)", {"kept"}),
        ("def f(k): return KEPT.setdefault(k, 1)", {"KEPT", "setdefault"}),
        ("def f(k): KEPT[k] = g(k)", set()),
        ("def f():\n    if not KEPT: KEPT.append(g())\n    return KEPT[0]", {"KEPT"}),
        ("def f(k):\n    if k not in KEPT: KEPT.update({k: g(k)})\n    return KEPT[k]", {"KEPT"}),
        ("def f(k): KEPT.append(k), KEPT.append(g(k))", set()),
        ("def f(k): return KEPT[k] + KEPT[k]", set()),
    ],
)
def test_containers_that_are_looked_into_before_they_are_filled(source: str, memos: set[str]) -> None:
    found = stores(_code(source))
    assert (found.memos if found else set()) == memos


@pytest.mark.parametrize(
    "source",
    [
        "def f(): CACHE['a'] = 1",
        "def f(): del CACHE['a']",
        "def f(): CACHE[1:2] = []",
        "def f(): CACHE.append(1)",
        "def f(self): self.cache.setdefault(1, g())",
        "def f(): CACHE['a'] += 1",
    ],
)
def test_what_changes_containers(source: str) -> None:
    found = stores(_code(source))
    assert found is not None
    assert found.mutates


def test_globals_and_cells() -> None:
    found = stores(_code("def f():\n    global a, b\n    a = 1\n    del b"))
    assert found is not None
    assert found.globals == {"a", "b"}
    found = stores(_code("def g():\n    a = 1\n    def f():\n        nonlocal a\n        a = 2\n    return f"))
    assert found is not None
    assert found.cells


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("def f(key): KEPT[key] = g(key)", False),
        ("def f(self, key):\n    if key not in self.kept: self.kept[key] = g()\n    return self.kept[key]", False),
        ("def f(self): self.x = g()", False),
        ("def f(self, key, value): self.kept[key] = value", True),
        ("def f(self, value): self.x = value", True),
        ("def f(value):\n    global x\n    x = h(value)", True),
        ("def f(*values): KEPT.extend(values)", True),
        ("def f(value):\n    KEPT[1] = lambda: value", True),
    ],
)
def test_who_stores_what_it_was_given(source: str, given: bool) -> None:
    code = compile(source, "source.py", "exec").co_consts[0]
    assert isinstance(code, CodeType)
    found = stores(code)
    assert found is not None
    assert found.given is given


@pytest.mark.parametrize(
    ("source", "on_class"),
    [
        ("def f(self): self.x = 1", False),
        ("def f(cls): cls.x = 1", True),
        ("def f(self): self.__class__.x = self.y = 1", True),
        ("def f(self): type(self).x = self.y = 1", True),
    ],
)
def test_who_gets_at_the_class(source: str, on_class: bool) -> None:
    found = stores(_code(source))
    assert found is not None
    assert found.on_class is on_class


@pytest.mark.parametrize(
    ("source", "unspelled"),
    [
        ("def __getattr__(self, name):\n    setattr(self, name, g())", True),
        ("def __getattr__(self, name):\n    self.__dict__[name] = g()", True),
        ("def __getattr__(self, name):\n    object.__setattr__(self, name, g())", True),
        ("def f(self, name):\n    if not hasattr(self, name): setattr(self, name, g())", True),
        ("def f(self, name):\n    if name not in self.__dict__: self.__dict__[name] = g()", True),
        ("def f(self, name):\n    if name not in vars(self): vars(self)[name] = g()", True),
        ("def f(self, name):\n    d = self.__dict__\n    if name not in d: d[name] = g()", True),
        ("def f(self, **values):\n    for name in values: setattr(self, name, values[name])", False),
        ("def f(self, **values): self.__dict__.update(values)", False),
        ("def f(self, name): self.x = getattr(self, name)", False),
    ],
)
def test_who_sets_attributes_without_spelling_their_names(source: str, unspelled: bool) -> None:
    found = stores(_code(source))
    assert (found is not None and found.unspelled) is unspelled


@pytest.mark.parametrize(
    ("qualname", "owner"),
    [("f", ""), ("C.f", "C"), ("C.D.f", "C.D"), ("f.<locals>.g", ""), ("C.f.<locals>.g.<locals>.<lambda>", "C")],
)
def test_the_class_around(qualname: str, owner: str) -> None:
    assert class_around(qualname) == owner
