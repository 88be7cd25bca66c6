"""`nose-to-pytest`: assertions that mean the same, marks, and what it leaves alone."""

from __future__ import annotations

import pytest

from codemods.testing import check, check_alone


def tool(name: str, before: str, after: str) -> tuple[str, str]:
    return f"import os\nfrom nose.tools import {name}\n\n{before}\n\nx = 1\n", f"import os\n\n{after}\n\nx = 1\n"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("assert_equal", "assert_equal(a, b)", "assert a == b"),
        ("eq_", "eq_(a or b, c if d else e, 'why')", "assert (a or b) == (c if d else e), 'why'"),
        ("assert_equals", "assert_equals(a == b, not c, msg=m)", "assert (a == b) == (not c), m"),
        ("assert_true", "assert_true(a or b)", "assert a or b"),
        ("assert_false", "assert_false(a or b)", "assert not (a or b)"),
        ("assert_false", "assert_false(a in b)", "assert not a in b"),
        ("assert_is_none", "assert_is_none(f(x), 'm')", "assert f(x) is None, 'm'"),
        ("assert_in", "assert_in(lambda: 1, b)", "assert (lambda: 1) in b"),
        ("assert_is_instance", "assert_is_instance(a, (B, C))", "assert isinstance(a, (B, C))"),
        ("assert_equal", "assert_equal(\n    a,  # one\n    b,\n)", "assert (\n    a ==  # one\n    b\n)"),
        ("assert_equal", "assert_equal(a, {\n    'x': 1,\n})", "assert a == {\n    'x': 1,\n}"),
        ("assert_equal", "assert_equal(\n    a, b,\n    'why'\n)", "assert a == b, 'why'"),
        ("ok_", "ok_(x for x in y)", "assert (x for x in y)"),
    ],
)
def test_assertions(name: str, before: str, after: str) -> None:
    check("nose-to-pytest", *tool(name, before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from nose.plugins.attrib import attr\n\n@attr('slow', shard=2)\n@other\nclass A:\n    pass\n",
            "import pytest\n\n@pytest.mark.slow\n@pytest.mark.shard(2)\n@other\nclass A:\n    pass\n",
        ),
        (
            "import pytest\nfrom nose.tools import assert_raises, raises\nwith assert_raises(E):\n    f()\n"
            "assert_raises(E, g, 1)\n\n@raises(E)\ndef test(): pass\n",
            "import pytest\nfrom nose.tools import raises\nwith pytest.raises(E):\n    f()\n"
            "pytest.raises(E, g, 1)\n\n@raises(E)\ndef test(): pass\n",
        ),
        (
            "import nose.tools\nwith nose.tools.assert_raises_regexp(E, 'x'):\n    f()\n",
            "import pytest\nwith pytest.raises(E, match='x'):\n    f()\n",
        ),
        (
            "from nose.plugins.skip import SkipTest\n\ndef f():\n    raise SkipTest('x')\n",
            "import unittest\n\ndef f():\n    raise unittest.SkipTest('x')\n",
        ),
        (
            "class A(T):\n    def test(self):\n        self.assertEquals(1, 1)\n        self.assertItemsEqual(a, b)\n",
            "class A(T):\n    def test(self):\n        self.assertEqual(1, 1)\n        self.assertCountEqual(a, b)\n",
        ),
        (
            "class A(T):\n    def test(self):\n        print 1\n"
            "        self.assertEquals(1, 1)\n        self.assertItemsEqual(a, b)\n",
            "class A(T):\n    def test(self):\n        print 1\n"
            "        self.assertEqual(1, 1)\n        self.assertItemsEqual(a, b)\n",
        ),
    ],
)
def test_tools(before: str, after: str) -> None:
    check("nose-to-pytest", before, after)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("from nose.tools import eq_\nx = lambda: eq_(1, 1)\n", "no statement of its own"),
        ("from nose.tools import eq_\neq_(*pair)\n", "their number tell"),
        ("from nose.tools import eq_\neq_ = 3\neq_(1, 2)\n", "may mean something else"),
        ("from nose.tools import eq_\neq_(a  # first\n    , b)\n", "comment between"),
        ("from nose.tools import timed\n@timed(1)\ndef test(): pass\n", "no counterpart"),
        ("class A:\n    def assertEquals(self): pass\n    def t(self): self.assertEquals()\n", "method of this file"),
    ],
)
def test_left_alone(source: str, reason: str) -> None:
    assert [found for found in check_alone("nose-to-pytest", source) if reason in found]
