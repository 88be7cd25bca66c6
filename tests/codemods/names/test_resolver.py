"""The resolver: what each name means, scope by scope, and that it agrees with LibCST's on generated code."""

from __future__ import annotations

import ast

import libcst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider, QualifiedNameProvider

from codemods.names.dotted import is_inside
from codemods.names.resolver import Names, resolve
from codemods.sources.places import Places


def names_of(source: str, package: str = "") -> Names:
    return resolve(ast.parse(source), package)


def meanings(source: str, package: str = "") -> dict[str, str | None]:
    names = names_of(source, package)
    return {".".join(each.parts): names.meaning(each.node) for each in names.references}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import a.b\na.b.c\n", {"a.b.c": "a.b.c"}),
        ("import a.b as d\nd.c\n", {"d.c": "a.b.c"}),
        ("from a import b as c\nc.d\n", {"c.d": "a.b.d"}),
        ("from . import b\nb\n", {"b": "p.q.b"}),
        ("from ..x import b\nb\n", {"b": "p.x.b"}),
        ("from .....x import b\nb\n", {"b": None}),
        ("import a\ndef f(a):\n    return a.b\n", {"a.b": None}),
        ("def f():\n    import a\n    def g():\n        return a.b\n", {"a.b": "a.b"}),
        ("def f():\n    import a\na.b\n", {"a.b": None}),
        ("class A:\n    import a\n    x = a.b\n    def f(self):\n        return a.c\n", {"a.b": "a.b", "a.c": None}),
        ("import a\n[a.b for a in c]\n", {"c": None, "a.b": None}),
        ("import a\na = 1\na.b\n", {"a.b": None}),
        ("def f():\n    global a\n    import a\na.b\n", {"a.b": "a.b"}),
        ("def f():\n    import a\n    def g():\n        nonlocal a\n        a = 1\n    a.b\n", {"a.b": None}),
        ("import a\nlambda a=a.b: a.c\n", {"a.b": "a.b", "a.c": None}),
        ("try:\n    import a\nexcept E as a:\n    pass\na.b\n", {"E": None, "a.b": None}),
        ("import a\nmatch x:\n    case {'k': a, **r}:\n        r\na.b\n", {"x": None, "r": None, "a.b": None}),
        ("try:\n    import a\nexcept E:\n    import b as a\na.c\n", {"E": None, "a.c": None}),
        ("import a\na.b().c\n", {"a.b": "a.b"}),
    ],
)
def test_meanings(source: str, wanted: dict[str, str | None]) -> None:
    assert meanings(source, "p.q") == wanted


def test_the_beginning_of_a_chain() -> None:
    names = names_of("from a import b\nb.c.d\n")
    [reference] = names.references
    assert names.meaning(reference.prefix(2)) == "a.b.c"


LINES = st.sampled_from(
    [
        "import a.b",
        "import a.b as c",
        "from a import b",
        "from a.b import c as d",
        "b.x",
        "c.x(d.y)",
        "a.b.z",
        "b = 1",
        "del c",
        "for d in b: d",
        "[c.x for c in d]",
    ]
)


@st.composite
def modules(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for line in draw(st.lists(LINES, max_size=8)):
        wrap = draw(st.sampled_from(["{}", "def f(p):\n    {}", "class K:\n    {}", "if p:\n    {}"]))
        lines.append(wrap.format(line))
    return "\n".join(lines) + "\n"


@settings(max_examples=40)
@given(modules())
def test_it_agrees_with_libcst(source: str) -> None:
    """Wherever we are sure, LibCST's QualifiedNameProvider knows the same import, and where it knows of one, we do."""
    source = "import a.b as probe\nprobe.x\n" + source  # so that there is always something to compare
    wrapper = MetadataWrapper(libcst.parse_module(source))
    places = Places(source)
    positions = wrapper.resolve(PositionProvider)
    theirs: dict[int, set[str]] = {}
    for node, found in wrapper.resolve(QualifiedNameProvider).items():
        if isinstance(node, libcst.Name):
            start = positions[node].start
            told = found() if callable(found) else found
            imported = {each.name for each in told if each.source.name == "IMPORT"}
            if imported:
                theirs.setdefault(places.offset(start.line, start.column), set()).update(imported)
    names = names_of(source)
    compared = 0
    for reference in names.references:
        mine = names.meaning(reference.root)
        start, _ = places.span(reference.root)
        if mine is not None and start in theirs:
            compared += 1
            assert any(is_inside(theirs_name, mine) or theirs_name == mine for theirs_name in theirs[start])
    assert compared
