"""`six-removal`: what each name becomes, its imports, and what it leaves alone."""

from __future__ import annotations

import pytest

from codemods.testing import check, check_alone


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import six\nx = six.text_type(1)\n", "x = str(1)\n"),
        ("import six\nisinstance(x, six.string_types)\n", "isinstance(x, str)\n"),
        ("import six\nisinstance(x, (list, six.integer_types))\n", "isinstance(x, (list, int))\n"),
        ("import six\nT = six.string_types + (int,)\n", "T = (str,) + (int,)\n"),
        ("import six\nfor k in six.iteritems(d): pass\n", "for k in d.items(): pass\n"),
        ("import six\nn = next(six.itervalues(a or b))\n", "n = next(iter((a or b).values()))\n"),
        ("import six\nn = six.viewkeys(a) & six.viewkeys(b)\n", "n = a.keys() & b.keys()\n"),
        ("from six import iteritems, PY2\ndict(iteritems(d))\nPY2\n", "from six import PY2\ndict(d.items())\nPY2\n"),
        ("from six.moves import range, zip\nrange(3)\n", "range(3)\n"),
        ("from six.moves import xrange\nxrange(3)\n", "range(3)\n"),
        ("from six.moves.urllib.parse import quote  # x\nquote\n", "from urllib.parse import quote  # x\nquote\n"),
        ("from six.moves import urllib\nurllib.parse.quote\n", "import urllib.parse\nurllib.parse.quote\n"),
        ("from six.moves import cPickle as pickle\npickle.x\n", "import pickle\npickle.x\n"),
        (
            "from six.moves import http_client\nhttp_client.OK\n",
            "from http import client as http_client\nhttp_client.OK\n",
        ),
        ("import six\nsix.moves.urllib.parse.quote(a)\n", "import urllib.parse\nurllib.parse.quote(a)\n"),
        ("from six import StringIO\nStringIO()\n", "from io import StringIO\nStringIO()\n"),
        ("import os\nimport six\nsix.StringIO(os)\n", "import os\nimport io\nio.StringIO(os)\n"),
        ("import six\nsix.u('a'), six.b('b')\n", "'a', b'b'\n"),
        ("import six\n\ndef f():\n    six.raise_from(A(), b)\n", "\ndef f():\n    raise A() from b\n"),
        ("import six\nsix.assertCountEqual(self, a, b)\n", "self.assertCountEqual(a, b)\n"),
        ("import six\n@six.add_metaclass(M)\nclass A(object):\n    pass\n", "class A(metaclass=M):\n    pass\n"),
        ("import six\n@six.add_metaclass(M)\nclass A(B, C):\n    pass\n", "class A(B, C, metaclass=M):\n    pass\n"),
        ("import six\n@six.add_metaclass(M)\nclass A:\n    pass\n", "class A(metaclass=M):\n    pass\n"),
        ("import six\nclass A(six.with_metaclass(M, B)):\n    pass\n", "class A(B, metaclass=M):\n    pass\n"),
        (
            "from django.utils.encoding import python_2_unicode_compatible\n\n"
            "@python_2_unicode_compatible\nclass A:\n    pass\n",
            "\nclass A:\n    pass\n",
        ),
        ("try:\n    import six\nfinally:\n    six.text_type\n", "try:\n    pass\nfinally:\n    str\n"),
    ],
)
def test_change(before: str, after: str) -> None:
    check("six-removal", before, after)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import six\nif six.PY2: pass\n", "for a person"),
        ("import six\nstr = 3\nisinstance(x, six.string_types)\n", "str means something else"),
        ("import six\nio = 3\nsix.StringIO()\n", "io means something else"),
        ("import six\nsix.reraise(*e)\n", "starred"),
        ("import six\nsix.b(name)\n", "not written here"),
        ("import six\nmap(six.iteritems, x)\n", "not called here"),
        ("try:\n    import six\nexcept ImportError:\n    six = None\nsix.text_type\n", "something else, too"),
    ],
)
def test_left_alone(source: str, reason: str) -> None:
    assert [found for found in check_alone("six-removal", source) if reason in found]


def test_other_names_are_not_meant() -> None:
    assert check_alone("six-removal", "from sixpack import text_type\nsix = 6\n") == []
