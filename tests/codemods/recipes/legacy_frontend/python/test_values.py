"""The texts that an expression can give."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codemods.recipes.legacy_frontend.python.bindings import bind
from codemods.recipes.legacy_frontend.python.values import Values, closed


def texts(code: str) -> set[str]:
    """Return what the last expression of a source may give."""
    tree = ast.parse(code)
    _, places = bind(tree)
    last = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "show"][
        -1
    ]
    return set(closed(Values(places).texts(last.args[0])))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("show('a')", {"a"}),
        ("show('a' + '/' + 'b')", {"a/b"}),
        ("show('a/%s.html' % x)", {"a/*.html"}),
        ("show('%(n)s.html' % {'n': 'b'})", {"b.html"}),
        ("show('{}/{n}'.format('a', n='b'))", {"a/b"}),
        ("show(f'{x}.html')", {"*.html"}),
        ("n = 'a' if x else 'b'\nshow(n)", {"a", "b"}),
        ("n = x or 'b'\nshow(n)", {"*", "b"}),
        ("for n in ['a', 'b']:\n    show(n + '.html')", {"a.html", "b.html"}),
        ("for k, n in [(1, 'a'), (2, 'b')]:\n    show(n)", {"a", "b"}),
        ("d = {'x': 'a', 'y': 'b'}\nshow(d[k])", {"a", "b"}),
        ("d = {'x': 'a', 'y': 'b'}\nshow(d['x'])", {"a"}),
        ("d = {'x': 'a'}\nshow(d.get(k, 'c'))", {"a", "c"}),
        ("d = {'x': {'t': 'a'}}\nfor k, v in d.items():\n    show(k)", {"x"}),
        ("n = []\nn.append('a')\nn += ['b']\nshow(n)", {"a", "b"}),
        ("show(['a'] + ['b' + n for n in ['1', '2']])", {"a", "b1", "b2"}),
        ("n = 'a'\nn += '.html'\nshow(n)", {"a", "*.html"}),
        ("import os\nshow(os.path.join('a', 'b.html'))", {"a/b.html"}),
        ("def pick():\n    return 'a' if x else 'b'\nshow(pick())", {"a", "b"}),
        ("n = n + 'a'\nshow(n)", {"*a"}),
        ("show(get_template_path('a.html'))", {"a.html"}),
        ("show(other('a.html'))", {"*"}),
    ],
)
def test_texts(code: str, expected: set[str]) -> None:
    assert texts(code) == expected


@given(st.lists(st.sampled_from(["a", "b", "c/d"]), min_size=1, max_size=5), st.sampled_from(["+", "%", "f", "format"]))
def test_what_python_makes_is_among_the_texts(parts: list[str], way: str) -> None:
    """Whatever a composition gives when it runs is foretold."""
    made = {
        "+": " + ".join(map(repr, parts)),
        "%": repr("%s." * len(parts)) + " % (" + "".join(f"{part!r}, " for part in parts) + ")",
        "f": "f'" + "-".join("{" + repr(part).replace("'", '"') + "}" for part in parts) + "'",
        "format": repr("{}-" * len(parts)) + ".format(" + ", ".join(map(repr, parts)) + ")",
    }[way]
    assert eval(made) in texts(f"show({made})")
