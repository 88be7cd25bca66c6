"""Sources: bytes survive, templates and old Python are seen through shadows, and edits find their way back."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codemods.adapters.mako_templates import cast_mako
from codemods.edits import apply, between, conflict
from codemods.errors import SourceUnreadable
from codemods.model import Edit, Left
from codemods.sources.decoding import decode_other, decode_python
from codemods.sources.opening import OutOfReach, Place, open_source
from codemods.sources.places import Places
from codemods.sources.python import Python
from codemods.sources.python2 import cast_python2
from codemods.sources.python2_lines import cast_lines
from codemods.sources.settings_files import find_phrases
from codemods.sources.shadow import cast

OLD = [
    'print "a", b\n',
    "print >>f, 'x' % y,\nprint 1\n",
    "try:\n    a\nexcept (A, B), e:\n    b\n",
    "try:\n    a\nexcept A, e: print `b`\n",
    "raise A, 'b', c\n",
    "raise A(b), None, c\n",
    "x = 0777 + 10L\n",
    "exec a in b, c\n",
    "x = ur'a' <> b\n",
    "f = lambda (a, b): a\n",
    "def f(self, (a, b), c=1): return a\n",
    "if a:\n        b = 1\n\tc = 2\nprint c\n",
    "print 'a' % (\n  b,\n)\n",
]


def fault() -> SourceUnreadable:
    return SourceUnreadable("no Python 3")


@pytest.mark.parametrize("text", OLD)
def test_python_2_is_seen(text: str) -> None:
    opened = open_source(Place("a.py"), "python", text.encode())
    assert isinstance(opened.source, Python)
    assert opened.source.form == "python2"
    names = {node.id for node in ast.walk(opened.source.tree) if isinstance(node, ast.Name)}
    assert names


@pytest.mark.parametrize("text", OLD)
def test_patterns_and_fissix_agree(text: str) -> None:
    quick = cast_lines(text)
    if quick is None:
        return
    try:
        slow = cast_python2(text, fault())
    except SourceUnreadable:
        return  # tabs among spaces, say
    try:
        tree = ast.parse(slow.text)
    except SyntaxError:
        return
    wanted = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert {node.id for node in ast.walk(ast.parse(quick.text)) if isinstance(node, ast.Name)} == wanted


def test_an_old_handler_is_no_tuple() -> None:
    source = open_source(Place("a.py"), "python", b"try:\n    a\nexcept ValueError, error:\n    error\n").source
    assert isinstance(source, Python)
    [handler] = [node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler)]
    assert handler.name == "error"


@pytest.mark.parametrize("text", ["x = (\n", "print 'a' if\n", "def f(:\n"])
def test_neither_is_told_with_its_line(text: str) -> None:
    with pytest.raises(SourceUnreadable) as caught:
        open_source(Place("a.py"), "python", text.encode())
    assert caught.value.line == 1


def test_stand_ins_are_out_of_reach() -> None:
    shadow = cast("print 'a'\n", [Edit(5, 5, "("), Edit(9, 9, ")")])
    assert shadow.text == "print( 'a')\n"
    assert shadow.to_original(Edit(7, 10, "'b'")) == Edit(6, 9, "'b'")
    with pytest.raises(OutOfReach):
        shadow.to_original(Edit(0, 11, "x"))


@given(st.text(alphabet="ab \n", max_size=30), st.data())
def test_a_shadow_gives_back_what_it_copied(text: str, draw: st.DataObject) -> None:
    cuts = draw.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    edits = [Edit(start, end, "XY") for start, end in zip(cuts[::2], cuts[1::2], strict=False) if start < end]
    shadow = cast(text, edits)
    assert shadow.text == apply(text, edits)
    for at, letter in enumerate(shadow.text):
        if letter in "XY":
            continue
        back = shadow.to_original(Edit(at, at + 1, ""))
        assert text[back.start : back.end] == letter


@pytest.mark.parametrize(
    "raw",
    [b"# coding: latin-1\nx = '\xe9'\n", b"\xef\xbb\xbfx = 1\r\n", b"x = 1\ry = 2", "é = 'ä'\n".encode(), b""],
)
def test_bytes_survive(raw: bytes) -> None:
    decoded = decode_python(raw)
    assert decoded.encode(decoded.text) == raw


def test_what_the_encoding_lacks_is_told() -> None:
    with pytest.raises(SourceUnreadable, match="which has no '€'"):
        decode_python(b"# coding: latin-1\n").encode("€")
    with pytest.raises(SourceUnreadable, match="encoding can't be told"):
        decode_python(b"x = '\xe9'\n")
    with pytest.raises(SourceUnreadable, match="not in utf-8"):
        decode_python(b"\n\n\nx = '\xe9'\n")
    with pytest.raises(SourceUnreadable, match="encoding can't be told"):
        decode_python(b"# coding: nonsense\n")
    with pytest.raises(SourceUnreadable, match="binary"):
        decode_other(b"a\0b")


@given(st.binary(max_size=60).filter(lambda raw: b"\0" not in raw))
def test_any_other_file_survives(raw: bytes) -> None:
    decoded = decode_other(raw)
    assert decoded.encode(decoded.text) == raw


@given(st.text(alphabet="aé€\n\r\x0c\U0001f600 ", max_size=40))
def test_places_agree_with_the_parser(text: str) -> None:
    source = f"x = '''{text}'''; y = 'é'\r\nz = 1"
    places = Places(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            start, end = places.span(node)
            assert source[start:end] == node.id


@given(st.text(alphabet="ab\n ", max_size=40), st.text(alphabet="ab\n ", max_size=40))
def test_edits_between_lead_from_one_to_the_other(before: str, after: str) -> None:
    assert apply(before, between(before, after)) == after


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted), max_size=4), st.data())
def test_conflicts_are_overlaps(spans: list[list[int]], draw: st.DataObject) -> None:
    edits = [Edit(start, end, str(number)) for number, (start, end) in enumerate(spans)]
    cut = draw.draw(st.integers(0, len(edits)))
    one, two = edits[:cut], edits[cut:]
    overlapping = any(
        max(a.start, b.start) < min(a.end, b.end)
        or (a.start == a.end and b.start < a.start < b.end)
        or (b.start == b.end and a.start < b.start < a.end)
        for a in one
        for b in two
    )
    if not any(max(a.start, b.start) < min(a.end, b.end) for part in (one, two) for a in part for b in part if a != b):
        assert (conflict(one, two) is not None) == overlapping


MAKO = """\
<%inherit file="${base(1)}.html" />
<%page args="a=one" expression_filter="h"/>
<%!
    from student.views import (
        b,
    )
    import os
%>
## a comment with ${nothing}
<%def name="row(x, y=two)"><td>${x | n, filters}</td></%def>
% for item in items:
  % if item.ok:
    ${item['}']}
  % elif other:
    %% no line
  % endif
% endfor
<%include file="x.html" args="z=three" />
<script>var a = "${dump("x") | n}"; $.ajax({});</script>
<% broken = = %>
<% print "old" %>
<%text>${not_code}</%text>
"""


def test_mako() -> None:
    shadow, opaque = cast_mako(MAKO)
    names = {node.id for node in ast.walk(ast.parse(shadow.text)) if isinstance(node, ast.Name)}
    assert names == {"base", "one", "two", "x", "n", "filters", "items", "item", "other", "three", "dump", "dict"}
    assert opaque == 2
    at = shadow.text.index("student")
    back = shadow.to_original(Edit(at, at + 7, "learner"))
    assert MAKO[back.start : back.end] == "student"


def test_a_new_line_in_a_block_gets_its_indentation() -> None:
    text = "<%\n    import a\n    import b\n%>\n"
    shadow, _ = cast_mako(text)
    at = shadow.text.index("import b")
    assert apply(text, [shadow.to_original(Edit(at, at, "import c\n"))]) == text.replace(
        "import b", "import c\n    import b"
    )


def test_the_lines_of_a_template_are_told() -> None:
    opened = open_source(Place("a.html"), "mako", b"<p>\n</p>\n${x}\n")
    assert opened.lefts([Left(1, "why")]) == (Left(3, "why"),)


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("yaml", "a: b.c\n'd.e': [\"f.g\", h] # i.j\nk: |\n  l.m\n", ["a", "b.c", "d.e", "f.g", "h", "k"]),
        ("toml", 'a = "b.c" # d.e\nf = [\'g.h\', """i.j"""]\n', ["b.c", "g.h"]),
        ("ini", "[a]\nb = c.d, e\n  f.g\n; h.i\nj: k=l.m:N\n", ["b", "c.d", "e", "f.g", "j", "k", "l.m:N"]),
        ("json", '{"a.b": ["c\\"d", "e"], "f": 1}', ["a.b", 'c\\"d', "e", "f"]),
        ("rst", "a.b :class:`~c.d` ``e.f`` :ref:`t <g.h>`\n\n.. automodule:: i.j\n", ["c.d", "e.f", "g.h", "i.j"]),
        ("markdown", "a.b `c.d` and `two words`\n", ["c.d"]),
        (
            "django",
            "{% url 'a.b' c=d %}{{ 'e.f'|g }}{# h.i #}{% trans \"j k\" %}",
            ["url", "a.b", "c", "d", "e.f", "trans", "j k"],
        ),
    ],
)
def test_strings_of_other_files(kind: str, text: str, wanted: list[str]) -> None:
    phrases = find_phrases(kind, text)
    assert [phrase.text for phrase in phrases] == wanted
    assert all(text[phrase.start : phrase.end] == phrase.text for phrase in phrases)


@pytest.mark.parametrize(("kind", "text"), [("yaml", "a: 'b"), ("toml", "a = \n"), ("ini", "a\n[b\n"), ("json", "{")])
def test_what_is_none_of_its_kind_is_told(kind: str, text: str) -> None:
    with pytest.raises(SourceUnreadable, match="it is no "):
        find_phrases(kind, text)
