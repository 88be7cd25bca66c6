"""The keys of a context, and the types of its values."""

from __future__ import annotations

import ast
import textwrap
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codemods.recipes.legacy_frontend.context_api.inferring import Type, Types
from codemods.recipes.legacy_frontend.context_api.shaping import Shape, Shapes
from codemods.sources.python import Python


def shape_of(body: str) -> Shape:
    """Return the shape of what `view` returns in a source."""
    source = Python("views.py", textwrap.dedent(body))
    function = next(each for each in source.tree.body if getattr(each, "name", "") == "view")
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    assert isinstance(last, ast.Return)
    return Shapes(source).of(last.value, function)


def keys(shape: Shape) -> dict[str, bool]:
    return {key: entry.is_sure for key, entry in shape.entries.items()}


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ("return {'a': 1, 'b': 2}", {"a": True, "b": True}),
        ("return dict(a=1, **{'b': 2})", {"a": True, "b": True}),
        ("c = {'a': 1}\n    c['b'] = 2\n    return c", {"a": True, "b": True}),
        ("c = {}\n    if request:\n        c['b'] = 2\n    return c", {"b": False}),
        ("c = {}\n    try:\n        c['a'] = 1\n    except E:\n        pass\n    return c", {"a": False}),
        ("c = {'a': 1}\n    if request:\n        c = {'b': 2}\n    return c", {"a": False, "b": False}),
        ("c = {'a': 1}\n    with x:\n        c.update({'b': 2}, d=3)\n    return c", {"a": True, "b": True, "d": True}),
        ("c = {'a': 1}\n    c |= {'b': 1}\n    return dict(c, d=1)", {"a": True, "b": True, "d": True}),
        ("return {'a': 1} if request else {'a': 2, 'b': 1}", {"a": True, "b": False}),
        ("return told(1)", {"x": True, "y": False}),
        ("c = told(1).copy()\n    c.setdefault('z', 1)\n    return c", {"x": True, "y": False, "z": True}),
        ("for c in y:\n        pass\n    c = {'a': 1}\n    return c", {"a": True}),
    ],
)
def test_keys(statements: str, found: dict[str, bool]) -> None:
    other = "def told(n):\n    if n:\n        return {'x': 1}\n    return {'x': 1, 'y': 2}\n"
    shape = shape_of(f"{other}\ndef view(request):\n    {statements}\n")
    assert keys(shape) == found
    assert shape.unknown == ()


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ("return request.things", "keys come from request.things"),
        ("return {name: 1}", "a key is made at run time"),
        ("c = {}\n    c[name] = 1\n    return c", "a key is made at run time"),
        ("c = {'a': 1}\n    more(c)\n    return c", "keys come from more(c)"),
        ("c = {'a': 1}\n    c.clear()\n    return c", "keys come from c.clear()"),
        ("c, d = 1, 2\n    return c", "keys come from 1, 2"),
        ("return {**request.things, 'a': 1}", "keys come from request.things"),
    ],
)
def test_keys_that_are_not_known(statements: str, reason: str) -> None:
    assert [told for _, told in shape_of(f"def view(request):\n    {statements}\n").unknown][:1] == [reason]


_KEYS = st.sampled_from("abcd")
_LITERALS = st.dictionaries(_KEYS, st.integers(0, 3), max_size=3)
_STEPS = st.one_of(
    st.builds("c = {!r}".format, _LITERALS),
    st.builds("c[{!r}] = {}".format, _KEYS, st.integers(0, 3)),
    st.builds("c.update({!r})".format, _LITERALS),
    st.builds("c.setdefault({!r}, 1)".format, _KEYS),
    st.builds("c = dict(c, **{!r})".format, _LITERALS),
    st.builds("c.update(told({}))".format, st.booleans()),
)
_BLOCKS = st.lists(
    st.tuples(st.sampled_from(["", "if asked[{}]:", "for _ in range(asked[{}]):", "if not asked[{}]:"]), _STEPS),
    max_size=5,
)


@given(_LITERALS, _BLOCKS, st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=150, deadline=None)
def test_what_is_sure_is_there_and_what_is_there_is_known(
    first: dict[str, int], blocks: list[tuple[str, str]], asked: list[bool]
) -> None:
    lines = [f"    c = {first!r}"]
    for number, (head, step) in enumerate(blocks):
        lines += [f"    {head.format(number)}", f"        {step}"] if head else [f"    {step}"]
    told = "def told(n):\n    if n:\n        return {'a': 1}\n    return {'a': 1, 'd': 2}\n"
    text = told + "def view(asked):\n" + "\n".join(lines) + "\n    return c\n"
    names: dict[str, Any] = {}
    exec(text, names)
    present = set(names["view"](asked))
    found = keys(shape_of(text))
    assert present <= set(found)
    assert {key for key, is_sure in found.items() if is_sure} <= present


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("'a'", "CharField"),
        ("1", "IntegerField"),
        ("1.5 * 2", "FloatField"),
        ("True", "BooleanField"),
        ("None", "JSONField"),
        ("not x", "BooleanField"),
        ("x in y", "BooleanField"),
        ("f'{x}'", "CharField"),
        ("'%s' % x", "CharField"),
        ("'a' + x", "CharField"),
        ("x + 1", "JSONField"),
        ("1 / 2", "JSONField"),
        ("_('a')", "CharField"),
        ("reverse('a')", "CharField"),
        ("'a'.join(x)", "CharField"),
        ("x.y().strftime('%Y')", "CharField"),
        ("len(x)", "IntegerField"),
        ("[1, 2]", "ListField of IntegerField"),
        ("[x for x in y]", "ListField"),
        ("[{'a': 1}, {'a': 2}]", "ListField of record"),
        ("{'a': 1}", "record"),
        ("dict(a=1)", "record"),
        ("{'a-b': 1}", "DictField"),
        ("{x: 1}", "DictField"),
        ("{x: 1 for x in y}", "DictField"),
        ("request.GET.get('a')", "CharField?"),
        ("request.GET.get('a', '')", "CharField"),
        ("request.GET.get('a', 1)", "JSONField"),
        ("settings.FEATURES.get('a', False)", "BooleanField"),
        ("settings.HELP_URL", "CharField?"),
        ("request.user.username", "CharField"),
        ("request.user.is_staff", "BooleanField"),
        ("request.user.profile", "JSONField"),
        ("request.user.is_authenticated()", "BooleanField"),
        ("'a' if x else None", "CharField?"),
        ("'a' if x else 1", "JSONField"),
        ("x or 'a'", "JSONField"),
        ("1 if x else 1.5", "FloatField"),
        ("number", "CharField"),
        ("maybe", "CharField?"),
        ("typed", "IntegerField"),
        ("changed", "JSONField"),
        ("local", "CharField"),
        ("twice", "JSONField"),
        ("grown", "ListField"),
        ("each", "JSONField"),
        ("TOP", "CharField"),
        ("missing", "JSONField"),
        ("somebody(x)", "JSONField"),
    ],
)
def test_types(value: str, name: str) -> None:
    text = f"""
        TOP = 'top'

        def view(request, number, changed, typed: int, maybe=None):
            local = 'a'
            twice = 1
            twice = 'a'
            grown = []
            grown.append(1)
            for each in grown:
                changed = each
            return {value}
        """
    source = Python("views.py", textwrap.dedent(text))
    function = source.tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    assert isinstance(last, ast.Return)
    assert last.value is not None
    found = Types(source, frozenset({"number", "maybe", "changed"})).of(last.value, function)
    assert told(found) == name


def told(found: Type) -> str:
    name = "JSONField" if found.name == "nothing" else found.name
    return name + ("?" if found.is_nullable else "") + (f" of {told(found.of)}" if found.of else "")
