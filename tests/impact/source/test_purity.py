"""Which statements have no effect outside the names that they bind."""

from __future__ import annotations

import pytest

from impact.source.reader import analyse

PURE = [
    "import a", "import a.b as c", "from a import b", "x = 1", "x = y = (1, 'a', b)", "x, *y = 1, 2", "x: int",
    "x: a.b = c",
    "x = a.b.c", "x = a + b * -c", "x = {'a': [b], **c}", "x = [a for a in b if a > 1]", "x = f'{a:>{b}}'",
    "x = a[1:2]",
    "x = lambda a: f(a)", "x = a if b else c", "x = frozenset({1})", "import re\nx = re.compile('a')",
    "from re import compile as c\nx = c('a')", "import logging\nlog = logging.getLogger(__name__)",
    "from pathlib import Path\nx = Path(__file__).resolve().parent / 'a'", "x = 'a b'.split()", "x = ', '.join(a)",
    "import os.path\nx = os.path.join(os.path.dirname(__file__), 'a')", "import os\nx = os.environ.get('A', '')",
    "from typing import TypeVar\nT = TypeVar('T')", "x = getattr(a, 'b', None)", "pass", "'text'", "del x",
    "from django.utils.translation import gettext_lazy as _\nx = _('a')", "def f(): g()",
    "def f(a=1, *, b=c) -> d: g()",
    "from functools import lru_cache\n@lru_cache(maxsize=1)\ndef f(): g()",
    "import functools\n@functools.cache\ndef f(): g()",
    "import pytest\n@pytest.mark.parametrize('a', [1])\ndef test_a(a): g()", "class C: pass", "class C(object): x = 1",
    "from abc import ABC, ABCMeta\nclass C(ABC, metaclass=ABCMeta): pass", "class C:\n @property\n def a(s): f()",
    "class C:\n @property\n def a(s): f()\n @a.setter\n def a(s, v): f()",
    "try:\n import a\nexcept ImportError:\n a = None",
    "import sys\nif sys.version_info > (3, 12): from a import b\nelse: from c import b", "x = []\nx += [1]",
    "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass C:\n x: set = field(default_factory=set)",
    "from enum import Enum, auto\nclass E(Enum):\n A = auto()",
    "from collections import namedtuple\nP = namedtuple('P', 'a b')",
]  # fmt: skip
EFFECTFUL = [
    "f()", "x = f()", "x = a.f()", "x = [f(a) for a in b]", "x = {f()}", "x = f'{g()}'", "x = (lambda: 1)()",
    "a.b = 1", "a[0] = 1",
    "del a.b", "for a in b: pass", "while a: pass", "with a: pass", "assert a", "raise a", "x = [1]\ndel x[0]",
    "if f(): pass",
    "if a: f()", "try: f()\nexcept E: pass", "try: pass\nexcept f(): pass", "from a import *",
    "from __future__ import annotations",
    "def f(a=g()): pass", "def f(a: g()): pass", "@d\ndef f(): pass", "import app\n@app.task\ndef f(): pass",
    "import pytest\n@pytest.fixture\ndef f(): pass",
    "import pytest\n@pytest.mark.parametrize('a', g())\ndef test_a(a): pass",
    "class C(metaclass=M): pass", "class C(B, key=1): pass", "@d\nclass C: pass", "class C(f()): pass",
    "from a import x\nx += [1]",
    "re = a\nx = re.compile('a')", "x = re.compile('a')", "def frozenset(a): g()\nx = frozenset([1])",
    "import re\nimport other as re\nx = re.compile('a')", "from a import *\nx = frozenset()",
    "def f():\n global re\n re = 1\nimport re\nx = re.compile('a')",
    "import logging\nlogging.getLogger().addHandler(a)", "from pathlib import Path\nx = Path('a').replace('b')",
    "from pathlib import Path\nPath('a').mkdir()", "x = sorted(a, key=f)", "x = min(a, key=f)", "x = map(f, a)",
    "x = [re for re in a]\nx = [frozenset(b) for frozenset in a]",
    "x = a\nx += [1]", "@a.setter\ndef a(): pass", "x = await_ = print('a')", "match a:\n case 1: pass",
    "x = getattr(a, b())",
]  # fmt: skip


@pytest.mark.parametrize("text", PURE)
def test_pure(text: str) -> None:
    assert [each.label for each in analyse(text.encode()).statements if not each.pure] == []


@pytest.mark.parametrize("text", EFFECTFUL)
def test_effectful(text: str) -> None:
    assert [each for each in analyse(text.encode()).statements if not each.pure]


@pytest.mark.parametrize(("text", "bases"), [
    ("class C: pass", ()), ("class C(dict): pass", ("builtins.dict",)),
    ("import a.b as x\nclass C(x.D): pass", ("a.b.D",)),
    ("from .a import B\nclass C(B): pass", (".a.B",)), ("from . import B\nclass C(B): pass", (".B",)),
    ("class C(D[int]): pass", ("?",)), ("from t import G\nclass C(G[int]): pass", ("t.G",)),
    ("class C(f()): pass", ("?",)),
    ("dict = 1\nclass C(dict): pass", ("?",)),
    ("from collections import namedtuple\nclass C(namedtuple('a', 'b')): pass", ("builtins.tuple",)),
])  # fmt: skip
def test_bases(text: str, bases: tuple[str, ...]) -> None:
    assert [each.bases for each in analyse(text.encode()).statements if each.sort == "class"] == [bases]


def test_a_base_in_the_module() -> None:
    found = analyse(b"class A:\n class Meta: pass\nclass B(A):\n class Meta(A.Meta): pass\n").statements
    assert [each.bases for each in found if each.sort == "class"] == [(), (), ("A",), ("A.Meta",)]
