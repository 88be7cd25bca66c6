"""What must hold for every codemod of ours, on generated sources and on real ones: installed packages."""

from __future__ import annotations

import ast
import importlib.util
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codemods.codemod import Bound
from codemods.edits import apply
from codemods.model import Changed, Failed
from codemods.registry import find
from codemods.running.examining import examine
from codemods.sources.opening import Place, decode

OPTIONS = {
    "rename-import": {"old": "collections.abc", "new": "elsewhere.abstract"},
    "nose-to-pytest": {},
    "six-removal": {},
    "transformer-versions": {},
    "filtering-transformer": {},
}
REAL = ("django.utils", "mako", "xdist", "libcst.codemod", "unittest")

PIECES = st.sampled_from(
    [
        "import six",
        "from six import text_type as t, PY2",
        "from six.moves import range, urllib",
        "from nose.tools import eq_, ok_  # why",
        "from nose.tools import (\n    assert_in,\n    raises,  # kept\n)",
        "from nose.plugins.attrib import attr",
        "import collections.abc",
        "from collections import abc, OrderedDict",
        "from collections.abc import (Mapping, Set)",
        "x = six.text_type('é')",
        "for k, v in six.iteritems(d): pass",
        "eq_(a if b else c, {\n  1: 2,  # two\n})",
        "ok_(lambda: 1)",
        "@attr('a', shard=1)\n@six.add_metaclass(M)\nclass A(object):\n    '''Doc.'''",
        "patch('collections.abc.Mapping')",
        "y = collections.abc.Set, 'collections.abc.Set', urllib.parse.quote",
        "six = None",
        "class T(X):\n\tdef test(self):\n\t\tself.assertEquals( 1,2 )",
        "from block_structure import BlockStructureTransformer",
        "class V(BlockStructureTransformer):\n  VERSION = 1  # why\n  def transform(self, u, s):\n"
        "    if u: s.remove_block_if(f)  # é\n    else:\n      s.remove_block_if(g)\n      s.remove_block_if(h, True)",
        "class W(BlockStructureTransformer):\n\tVERSION = f(\n 1)\n\tdef transform(self, u, s):\n\t\tif u:\n"
        "\t\t\ts.remove_block_if(f)\n\t\t\treturn\n\t\ts.remove_block_if('''a\n b''' )",
        "if transformer.VERSION == 0: VTransformer.VERSION += 1",
        "transformer.VERSION != w(V.VERSION)",
    ]
)
SOURCES = st.lists(PIECES, max_size=8).map("\n".join)


@lru_cache
def bound(name: str) -> Bound:
    [codemod] = find([name])
    return Bound.to(codemod, OPTIONS[name])


def changed(name: str, raw: bytes, path: str = "a.py") -> bytes:
    """Run one codemod; what it says of itself is held against what it does."""
    if not bound(name).needles.found_in(raw):
        return raw
    examined = examine(Place(path), raw, [bound(name)])
    for _, outcome in examined.outcomes:
        assert not isinstance(outcome, Failed), (path, outcome)
    if not examined.edits:
        return raw
    [outcome] = [each for _, each in examined.outcomes]
    assert isinstance(outcome, Changed)
    decoded = decode("python", raw)
    after = decoded.encode(apply(decoded.text, examined.edits))
    ast.parse(after)
    untouched = 0
    for edit in sorted(examined.edits):
        kept = decoded.text[untouched : edit.start]
        assert decoded.encode(kept).removeprefix(decoded.mark) in after
        untouched = edit.end
    return after


@pytest.mark.parametrize("name", OPTIONS)
@given(source=SOURCES, ends=st.sampled_from(["\n", "\r\n"]), mark=st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_generated(name: str, source: str, ends: str, mark: bytes) -> None:
    """The output parses, a second run changes nothing, line ends and mark stay."""
    raw = mark + f"{source}\n".replace("\n", ends).encode()
    after = changed(name, raw)
    assert changed(name, after) == after
    assert after.startswith(mark)
    if ends == "\r\n":
        assert after.count(b"\n") == after.count(b"\r\n")


@pytest.mark.parametrize("name", OPTIONS)
def test_real(name: str) -> None:
    """The same on what is installed here."""
    changes = 0
    for package in REAL:
        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.submodule_search_locations
        for path in Path(spec.submodule_search_locations[0]).rglob("*.py"):
            raw = path.read_bytes()
            after = changed(name, raw, path.name)
            assert changed(name, after, path.name) == after
            changes += after != raw
    assert changes or name != "rename-import"  # nobody of these uses six or nose any more
