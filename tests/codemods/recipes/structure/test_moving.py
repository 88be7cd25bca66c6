"""Moving modules and packages: files, imports of every form, and strings, wherever they stand."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from codemods.errors import MoveRefused
from tests.codemods.recipes.structure.trees import applied, lay_out, moved, planned, read, reasons

SHOP = {
    "shop/__init__.py": "",
    "shop/base.py": "BASE = 1\n",
    "shop/core/__init__.py": "",
    "shop/core/links.py": """\
        from . import models
        from .models import Model, other as o
        from ..base import BASE


        def make():
            return Model, models, o, BASE
        """,
    "shop/core/models.py": "class Model: pass\n\n\ndef other(): pass\n",
    "shop/core/views.py": """\
        from . import (
            links,
            models,
        )


        def view():
            from .links import make
            return links.make(), make(), models
        """,
    "main.py": "from shop.core import views\n\nprint([getattr(each, '__name__', each) for each in views.view()[0]])\n",
}


def run(place: Path) -> str:
    """Return what the program prints."""
    ended = subprocess.run([sys.executable, "main.py"], cwd=place, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_module(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP)
    before = run(tmp_path)
    plan = moved(tmp_path, "shop.core.links", "shop.core.web.urls")
    assert not plan.left
    assert run(tmp_path) == before
    assert read(tmp_path, "shop/core/web/urls.py").startswith(
        "from .. import models\nfrom ..models import Model, other as o\nfrom shop.base import BASE\n"
    )
    assert read(tmp_path, "shop/core/web/__init__.py") == ""
    assert not (tmp_path / "shop/core/links.py").exists()
    assert read(tmp_path, "shop/core/views.py") == (
        "from .web import urls as links\nfrom . import (\n    models,\n)\n\n\ndef view():\n"
        "    from .web.urls import make\n    return links.make(), make(), models\n"
    )


def test_a_package_with_all_its_files(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP | {"shop/core/templates/a.html": "<p>", "shop/core/data.bin": "x"})
    before = run(tmp_path)
    moved(tmp_path, "shop.core", "shop.kernel")
    assert run(tmp_path) == before.replace("shop.core", "shop.kernel")
    assert read(tmp_path, "shop/kernel/links.py") == textwrap.dedent(SHOP["shop/core/links.py"])
    assert read(tmp_path, "shop/kernel/templates/a.html") == "<p>"
    assert (tmp_path / "shop/kernel/data.bin").exists()
    assert not (tmp_path / "shop/core").exists()


def test_a_package_into_another(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP)
    before = run(tmp_path)
    moved(tmp_path, "shop.core", "shop.inner.core", force="yes")
    assert run(tmp_path) == before.replace("shop.core", "shop.inner.core")
    assert "from shop.base import BASE" in read(tmp_path, "shop/inner/core/links.py").replace("...base", "shop.base")


def test_a_module_into_a_package_of_its_name(tmp_path: Path) -> None:
    late = (
        "import shop.core.links\nfrom shop.core import links\npatch('shop.core.links.make')\nshop.core.links.make()\n"
    )
    lay_out(tmp_path, SHOP | {"late.py": late})
    before = run(tmp_path)
    applied(tmp_path, "shop.core.links", "shop.core.links.links")
    assert run(tmp_path) == before
    assert read(tmp_path, "shop/core/links/__init__.py") == ""
    assert read(tmp_path, "late.py") == late.replace("core.links", "core.links.links").replace(
        "from shop.core import", "from shop.core.links import"
    )
    with pytest.raises(MoveRefused, match="a package can't be moved into itself"):
        planned(tmp_path, "shop.core.links", "shop.core.links.links")
    with pytest.raises(MoveRefused, match="no shim can stand where the package will be"):
        planned(tmp_path, "shop.core.views", "shop.core.views.views", shim="yes")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import shop.core.links\nshop.core.links.make()\n", "import shop.linking\nshop.linking.make()\n"),
        ("import shop.core.links as l\n", "import shop.linking as l\n"),
        ("from shop.core.links import *\n", "from shop.linking import *\n"),
        ("from shop.core import links as l, models\n", "from shop import linking as l\nfrom shop.core import models\n"),
        (
            "if TYPE_CHECKING:\n    from shop.core.links import make\n",
            "if TYPE_CHECKING:\n    from shop.linking import make\n",
        ),
        (
            "try:\n    from shop.core.links import make\nexcept ImportError:\n    make = None\n",
            "try:\n    from shop.linking import make\nexcept ImportError:\n    make = None\n",
        ),
        (
            "from shop import core\ncore.links.make()\n",
            "from shop import core\nfrom shop import linking\nlinking.make()\n",
        ),
        (
            "import shop.core\nshop.core.links.make()\n",
            "import shop.core\nimport shop.linking\nshop.linking.make()\n",
        ),
        ("patch('shop.core.links.make')\n", "patch('shop.linking.make')\n"),
        ("import_module('shop.core.links')\n", "import_module('shop.linking')\n"),
        ("e = {'x': ['run = shop.core.links:make']}\n", "e = {'x': ['run = shop.linking:make']}\n"),
        ("include('shop.core.links')\n", "include('shop.linking')\n"),
        ("@task(name='shop.core.links.make')\ndef f(): pass\n", "@task(name='shop.linking.make')\ndef f(): pass\n"),
        ("open('shop/core/links.py')\n", "open('shop/linking.py')\n"),
    ],
)
def test_forms_in_python(tmp_path: Path, before: str, after: str) -> None:
    lay_out(tmp_path, SHOP | {"late.py": before})
    moved(tmp_path, "shop.core.links", "shop.linking", force="yes")
    assert read(tmp_path, "late.py") == after


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("CODEOWNERS", "/shop/core/ @me  # shop/core\n*.py @you\n", "/shop/kernel/ @me  # shop/core\n*.py @you\n"),
        (
            "a.yml",
            "run: shop.core.links.make\non: [shop/core/**]\n",
            "run: shop.kernel.links.make\non: [shop/kernel/**]\n",
        ),
        ("a.toml", 'module = ["shop.core.*"]\n', 'module = ["shop.kernel.*"]\n'),
        ("setup.cfg", "[a]\nx =\n  y = shop.core.links:make\n", "[a]\nx =\n  y = shop.kernel.links:make\n"),
        (
            "a.md",
            "See `shop.core.links`, `shop/core/links.py`.\n",
            "See `shop.kernel.links`, `shop/kernel/links.py`.\n",
        ),
        (
            "a.html",
            "<%! from shop.core.links import make %>${make()}\n",
            "<%! from shop.kernel.links import make %>${make()}\n",
        ),
        ("a.html", "{% load x %}{{ a|b:'shop.core.links' }}\n", "{% load x %}{{ a|b:'shop.kernel.links' }}\n"),
        (".coveragerc", "[run]\nomit = shop/core/*\n", "[run]\nomit = shop/kernel/*\n"),
    ],
)
def test_other_files(tmp_path: Path, path: str, before: str, after: str) -> None:
    lay_out(tmp_path, SHOP | {path: before})
    moved(tmp_path, "shop.core", "shop.kernel")
    assert read(tmp_path, path) == after


def test_contracts(tmp_path: Path) -> None:
    config = """\
        [importlinter]
        root_package = shop

        [importlinter:contract:a]
        name = about core
        type = layers
        containers = shop
        layers =
            core | base

        [importlinter:contract:b]
        name = no
        type = forbidden
        source_modules = shop.core.**
        forbidden_modules = shop.base
        ignore_imports =
            shop.core.links -> shop.base
        """
    lay_out(tmp_path, SHOP | {".importlinter": config})
    plan = moved(tmp_path, "shop.core", "shop.kernel")
    assert not plan.left
    after = read(tmp_path, ".importlinter")
    assert after == textwrap.dedent(config).replace("shop.core", "shop.kernel").replace("    core |", "    kernel |")


def test_a_layer_that_leaves_its_container_is_for_a_person(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        SHOP
        | {
            ".importlinter": "[importlinter]\nroot_package = shop\n[importlinter:contract:a]\nname = a\ntype = layers\n"
            "containers = shop.core\nlayers =\n  views\n  links\n"
        },
    )
    assert ".importlinter:9: links is told below shop.core" in reasons(
        planned(tmp_path, "shop.core.links", "shop.urls", force="yes")
    )


def test_left_alone(tmp_path: Path) -> None:
    late = """\
        for name in ("links", "models"):
            import_module(f"shop.core.{name}")
        _("see shop.core.links")
        """
    lay_out(
        tmp_path,
        SHOP
        | {
            "late.py": late,
            "shop/core/migrations/__init__.py": "",
            "shop/core/migrations/0001.py": "from shop.core import models\n\nx = 'shop.core.models.Model'\n",
        },
    )
    plan = moved(tmp_path, "shop.core", "shop.kernel")
    told = reasons(plan)
    assert "late.py:2: a name that begins with shop.core is made at run time" in told
    assert "late.py:3: 'see shop.core.links' is a message" in told
    assert "stands in a migration" in told
    assert "label of the application" in told
    assert read(tmp_path, "shop/kernel/migrations/0001.py").startswith(
        "from shop.kernel import models\n\nx = 'shop.core."
    )


PLATFORM = {
    "lms/__init__.py": "",
    "lms/djangoapps/__init__.py": "",
    "lms/djangoapps/courses/__init__.py": "",
    "lms/djangoapps/courses/access.py": "def has(): pass\n",
    "lms/djangoapps/courses/tabs.py": "import access\nfrom access import has\nprint 'x'\n",
    "lms/djangoapps/grades/__init__.py": "",
    "lms/djangoapps/grades/tasks.py": "",
    "lms/urls.py": "import grades.tasks\n",
    "lms/djangoapps/grades/views.py": "from courses.access import has\nfrom lms.djangoapps.courses import access\n",
    "common/__init__.py": "",
    "common/djangoapps/student/__init__.py": "",
    "common/djangoapps/student/models.py": "class User: pass\n",
    "common/djangoapps/util/__init__.py": "",
    "common/djangoapps/util/a.py": "from student.models import User\nimport student.models\nx = student.models.User\n",
}


def test_two_names_of_one_file_become_one(tmp_path: Path) -> None:
    lay_out(tmp_path, PLATFORM)
    plan = moved(tmp_path, "courses", "lms.djangoapps.courses")
    assert not plan.moves
    assert read(tmp_path, "lms/djangoapps/grades/views.py") == (
        "from lms.djangoapps.courses.access import has\nfrom lms.djangoapps.courses import access\n"
    )
    plan = moved(tmp_path, "student", "common.djangoapps.student")
    assert (plan.moves, list(plan.creations)) == ((), ["common/djangoapps/__init__.py"])
    assert read(tmp_path, "common/djangoapps/util/a.py") == (
        "from common.djangoapps.student.models import User\nimport common.djangoapps.student.models\n"
        "x = common.djangoapps.student.models.User\n"
    )


def test_every_name_of_a_file_moves(tmp_path: Path) -> None:
    lay_out(tmp_path, PLATFORM)
    moved(tmp_path, "courses.access", "openly.rights", force="yes")
    assert (
        read(tmp_path, "lms/djangoapps/grades/views.py")
        == "from openly.rights import has\nfrom openly import rights as access\n"
    )
    assert (tmp_path / "lms/djangoapps/openly/rights.py").exists()


def test_siblings_of_python_2(tmp_path: Path) -> None:
    lay_out(tmp_path, PLATFORM)
    moved(tmp_path, "lms.djangoapps.courses.access", "lms.djangoapps.rights.access", force="yes")
    assert read(tmp_path, "lms/djangoapps/courses/tabs.py") == (
        "from lms.djangoapps.rights import access\nfrom lms.djangoapps.rights.access import has\nprint 'x'\n"
    )
    moved(tmp_path, "lms.djangoapps.courses.tabs", "lms.djangoapps.tabs", force="yes")


def test_files_moved_by_hand_before(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP)
    (tmp_path / "shop/core/models.py").rename(tmp_path / "shop/core/tables.py")
    before = reasons(planned(tmp_path, "shop.core.models", "shop.core.tables"))
    assert "was moved to shop.core.tables before: its files have their new places" in before
    moved(tmp_path, "shop.core.models", "shop.core.tables")
    assert run(tmp_path)
    assert "nothing speaks of it any more" in reasons(planned(tmp_path, "shop.core.models", "shop.core.tables"))


def test_named_in_words(tmp_path: Path) -> None:
    files = {
        "Makefile": "run:\n\tpython -m shop.core.links\n\tcat shop/core/links.py shop.core2 my.shop.core\n",
        "a.py": '"""See shop.core.links."""\nimport shop.core  # not shop.core.x\nprint(1)  # shop.core\n',
        "logo.png": "\0 shop.core.links",
    }
    lay_out(tmp_path, SHOP | files)
    (tmp_path / "folder").symlink_to("shop")
    (tmp_path / "nowhere").symlink_to("gone")
    told = reasons(moved(tmp_path, "shop.core", "shop.kernel")).splitlines()
    assert told == [
        "Makefile:2: shop.core stands in a file of a kind that is not read",
        "Makefile:3: shop/core stands in a file of a kind that is not read",
        "a.py:1: shop.core is named in a comment, a docstring or prose",
        "a.py:3: shop.core is named in a comment, a docstring or prose",
    ]


def test_a_library_is_no_package_of_ours(tmp_path: Path) -> None:
    """`nose` is imported, and there is `tool.nose.tools`; `sets` only in a string; `tool` is on no import path."""
    files = {
        "tool/__init__.py": "",
        "tool/nose/__init__.py": "",
        "tool/nose/tools.py": "",
        "tool/sets/__init__.py": "",
        "tool/sets/one.py": "",
        "test_tool.py": 'from nose.tools import eq_\nimport tool.nose.tools\nx = (\n"""\nimport sets.one\n""")\n',
    }
    lay_out(tmp_path, files)
    moved(tmp_path, "tool.nose", "tool.noses")
    assert read(tmp_path, "test_tool.py").startswith("from nose.tools import eq_\nimport tool.noses.tools\n")
    lay_out(tmp_path, {"late.py": "import noses.tools\n"})
    moved(tmp_path, "noses", "tool.ears", roots="tool")
    assert read(tmp_path, "late.py") == "import tool.ears.tools\n"
