"""`rename-import`: every form of import, every string, and what it leaves alone."""

from __future__ import annotations

import pytest

from codemods.testing import check, check_alone

APP = {"old": "student", "new": "common.djangoapps.student"}
MODULE = {"old": "shop.core.links", "new": "shop.links.making"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from student.models import User\n", "from common.djangoapps.student.models import User\n"),
        ("from  student import views as v  # why\n", "from  common.djangoapps.student import views as v  # why\n"),
        ("from student import *\n", "from common.djangoapps.student import *\n"),
        ("import student.views as v\nv.x\n", "import common.djangoapps.student.views as v\nv.x\n"),
        (
            "import os, student.views\nstudent.views.f(student)\n",
            "import os, common.djangoapps.student.views\n"
            "common.djangoapps.student.views.f(common.djangoapps.student)\n",
        ),
        (
            "def f():\n    import student\n    return student.x\n\nstudent = 3\n",
            "def f():\n    import common.djangoapps.student\n    return common.djangoapps.student.x\n\nstudent = 3\n",
        ),
        (
            "try:\n    from student import a\nexcept ImportError:\n    a = None\n",
            "try:\n    from common.djangoapps.student import a\nexcept ImportError:\n    a = None\n",
        ),
        ("@patch('student.views.x')\ndef f(): pass\n", "@patch('common.djangoapps.student.views.x')\ndef f(): pass\n"),
        ('mock.patch.dict("student.x")\n', 'mock.patch.dict("common.djangoapps.student.x")\n'),
        ("INSTALLED_APPS += ['student', 'other']\n", "INSTALLED_APPS += ['common.djangoapps.student', 'other']\n"),
        ("import_module('student')\n", "import_module('common.djangoapps.student')\n"),
        ("TASK = 'student.tasks.send'\n", "TASK = 'common.djangoapps.student.tasks.send'\n"),
        (
            "class A(AppConfig):\n    name = 'student'\n",
            "class A(AppConfig):\n    name = 'common.djangoapps.student'\n",
        ),
        ("e = ['run = student.a:run']\n", "e = ['run = common.djangoapps.student.a:run']\n"),
        ("e = ['student.*']\n", "e = ['common.djangoapps.student.*']\n"),
        ("E = 'x = 1'; P = 'student.a:B'\n", "E = 'x = 1'; P = 'common.djangoapps.student.a:B'\n"),
    ],
)
def test_application(before: str, after: str) -> None:
    check("rename-import", before, after, **APP)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from shop.core import links\nlinks.x\n", "from shop.links import making as links\nlinks.x\n"),
        (
            "from shop.core import links, models  # both\n",
            "from shop.links import making as links\nfrom shop.core import models  # both\n",
        ),
        (
            "from shop.core import (\n    a,  # first\n    links,\n    z,\n)\n",
            "from shop.links import making as links\nfrom shop.core import (\n    a,  # first\n    z,\n)\n",
        ),
        (
            "if x: from shop.core import a, links\n",
            "if x: from shop.links import making as links; from shop.core import a\n",
        ),
        ("import shop.core.links\nshop.core.links.f()\n", "import shop.links.making\nshop.links.making.f()\n"),
        (
            "import shop.core.links, shop.core.models\nshop.core.links.f(shop.core.models.X)\n",
            "import shop.links.making, shop.core.models\nshop.links.making.f(shop.core.models.X)\n",
        ),
        ("from shop.core.links import make\n", "from shop.links.making import make\n"),
    ],
)
def test_module(before: str, after: str) -> None:
    check("rename-import", before, after, **MODULE)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("shop/core/views.py", "from . import links\n", "from shop.links import making as links\n"),
        ("shop/core/views.py", "from .links import f\n", "from shop.links.making import f\n"),
        ("shop/cart/views.py", "from ..core.links import f\n", "from ..links.making import f\n"),
        ("shop/core/links.py", "from .links import f\n", "from .links import f\n"),
    ],
)
def test_relative(path: str, before: str, after: str) -> None:
    check("rename-import", before, after, path=path, **MODULE)


def test_name_in_a_module() -> None:
    check(
        "rename-import",
        "from lib.a import one, two\none(two)\npatch('lib.a.one')\n",
        "from lib.b import uno as one\nfrom lib.a import two\none(two)\npatch('lib.b.uno')\n",
        old="lib.a.one",
        new="lib.b.uno",
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("ForeignKey('student.User')\n", "may be a model"),
        ("kind = 'student'\n", "alone may mean anything"),
        ("_('student.models')\n", "is a message"),
        ("class Meta:\n    app_label = 'student'\n", "is the label of an application"),
        ("class Meta:\n    db_table = 'student'\n", "is a name in the database"),
        ("class A(AppConfig):\n    label = 'student'\n", "is the label of an application"),
        ("text = 'see student.views for more'\n", "stands in a longer text"),
        ("import_module('student.%s' % name)\n", "made at run time"),
        ("import_module(f'student.{name}')\n", "made at run time"),
        ("import_module('student.{}'.format(name))\n", "made at run time"),
        ("common = 1\nimport student.views\nstudent.views.x\n", "common means something else"),
        ("import student.views\nstudent = student.views\n", "given another meaning"),
        ("patch('student'  '.views.x')\n", "written in several pieces"),
        ("from student import \\\n  a\nx = 'student.b' ' c'\n", ""),
    ],
)
def test_left_alone(source: str, reason: str) -> None:
    if not reason:
        check("rename-import", source, source.replace("from student", "from common.djangoapps.student"), **APP)
        return
    assert [found for found in check_alone("rename-import", source, **APP) if reason in found]


@pytest.mark.parametrize(
    "source",
    [
        "from students.models import User\n",
        "from x.student import y\n",
        "student.views.x\n",
        '"""About student.models."""\n',
        "# from student.models import X\n",
        "def f(student):\n    return student.views.x\n",
    ],
)
def test_not_meant(source: str) -> None:
    assert check_alone("rename-import", source, **APP) == []


def test_through_a_package() -> None:
    source = "from shop import core\ncore.links.make()\n"
    assert "reached through core" in check_alone("rename-import", source, **MODULE)[0]


def test_migrations_keep_their_strings() -> None:
    source = "x = 'student.models.f'\n"
    assert "stands in a migration" in check_alone("rename-import", source, path="a/migrations/0001.py", **APP)[0]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "a.yml",
            "task: student.tasks.send\nlist: ['student.a.b', other]\n",
            "task: N.tasks.send\nlist: ['N.a.b', other]\n",
        ),
        ("a.toml", 'a = "student.tasks.send" # student.x\n', 'a = "N.tasks.send" # student.x\n'),
        ("a.cfg", "[a]\nx =\n  y = student.a:B\n", "[a]\nx =\n  y = N.a:B\n"),
        ("a.json", '{"student.a.b": ["student.c.d"]}\n', '{"N.a.b": ["N.c.d"]}\n'),
        (
            "a.rst",
            "See :mod:`student.views` and\n\n.. automodule:: student.api\n",
            "See :mod:`N.views` and\n\n.. automodule:: N.api\n",
        ),
        ("a.html", "<p>student.x</p>{% url 'student.views.x' %}\n", "<p>student.x</p>{% url 'N.views.x' %}\n"),
        (
            "a.html",
            "<%!\n  from student.a import b\n%>\n% if b:\n"
            "<a href=\"${reverse('student.views.x') | h}\">student.x</a>\n% endif\n",
            "<%!\n  from N.a import b\n%>\n% if b:\n<a href=\"${reverse('N.views.x') | h}\">student.x</a>\n% endif\n",
        ),
        ("a.py", "print 'student'\nfrom student.a import b\n", "print 'student'\nfrom N.a import b\n"),
    ],
)
def test_other_sources(path: str, before: str, after: str) -> None:
    check("rename-import", before, after.replace("N.", "learner."), path=path, old="student", new="learner")
