"""What a function hands over by the names of globals and attributes."""

from __future__ import annotations

from types import CodeType

import pytest

from impact.recording.handing import Handed, handed


@pytest.mark.parametrize(
    ("source", "given", "returned"),
    [
        ("def f(): g(KEPT, 1)", {"KEPT"}, set()),
        ("def f(cls): g(cls.kept, 1)", {"kept"}, set()),
        ("def f(): return KEPT", set(), {"KEPT"}),
        ("def f(self): return self.kept", set(), {"kept"}),
        ("def f(key): return KEPT[key]", set(), set()),
        ("def f(key): KEPT[key] = 1", set(), set()),
        ("def f(key): return key in KEPT", set(), set()),
        ("def f(key): return KEPT.get(key)", set(), set()),
        ("def f(): return len(KEPT)", set(), set()),
        ("def f():\n    for each in KEPT: g(each)", set(), set()),
        ("def f():\n    if KEPT: g()", set(), set()),
    ],
)
def test_what_is_handed_over(source: str, given: set[str], returned: set[str]) -> None:
    code = compile(source, "source.py", "exec").co_consts[0]
    assert isinstance(code, CodeType)
    assert handed(code) == Handed(frozenset(given), frozenset(returned))
