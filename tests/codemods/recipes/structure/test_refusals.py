"""What stands in the way of a move: each is one line that says what, where and what to do, and nothing is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.errors import CircleMade, MoveRefused, NameShadowed, OptionWrong, SourceMissing, TargetTaken
from tests.codemods.recipes.structure.trees import lay_out, moved, planned

SHOP = {
    "shop/__init__.py": "from shop.core import views\n\nlate = 1\n",
    "shop/base.py": "import yaml\n",
    "shop/core/__init__.py": "",
    "shop/core/links.py": "from shop.core import models\n",
    "shop/core/models.py": "",
    "shop/core/views.py": "from shop.core import links\n",
    "shop/core/tests.py": "",
    "shop/web/__init__.py": "",
    "shop/web/tests.py": "",
}


@pytest.mark.parametrize(
    ("old", "new", "fault", "told"),
    [
        (
            "shop.core.link",
            "shop.links",
            SourceMissing,
            "no module or package shop.core.link here. Did you mean 'shop.core.links'",
        ),
        ("shop.core.links", "shop.core.models", TargetTaken, "shop/core/models.py already"),
        ("shop.core.links", "shop.web", TargetTaken, "shop/web/__init__.py already"),
        ("shop.core", "shop.core.inner", MoveRefused, "can't be moved into itself"),
        ("shop.core", "shop.base.core", MoveRefused, "shop.base is a module, not a package"),
        ("shop.core.links", "json", NameShadowed, "standard library has a module json"),
        ("shop.core.links", "json.links", NameShadowed, "standard library has a module json"),
        ("shop.core.links", "yaml", NameShadowed, "library yaml, which 1 files import, shop/base.py among them"),
        ("shop.core.links", "hypothesis.links", NameShadowed, "library hypothesis, which is installed"),
        ("shop.core.links", "shop.late", NameShadowed, "shop/__init__.py:3 gives late another meaning"),
        ("shop.core.links:make", "shop.base", SourceMissing, "shop/core/links.py defines no make"),
    ],
)
def test_refused(tmp_path: Path, old: str, new: str, fault: type[MoveRefused], told: str) -> None:
    lay_out(tmp_path, SHOP)
    with pytest.raises(fault, match="can't become") as caught:
        planned(tmp_path, old, new, force="yes")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a..b", "c"),
        ("a", "b-c"),
        ("a", "a"),
        ("a:b:c", "d"),
        ("a", "b:c"),
        ("a:1", "b"),
        ("a:", "b"),
        ("a", "b.class"),
    ],
)
def test_no_names(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(OptionWrong):
        planned(tmp_path, old, new)


def test_several_of_one_name(tmp_path: Path) -> None:
    lay_out(tmp_path, {"one/tests.py": "", "two/tests.py": "", "shop/__init__.py": ""})
    with pytest.raises(SourceMissing, match=r"may be one/tests.py or two/tests.py; say it in full"):
        planned(tmp_path, "tests", "shop.tests")


def test_a_circle_among_packages(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/high/__init__.py": "",
        "shop/high/views.py": "from shop.low import base\n",
        "shop/high/prices.py": "from shop.high import tax\n",
        "shop/high/tax.py": "",
        "shop/low/__init__.py": "",
        "shop/low/base.py": "",
    }
    lay_out(tmp_path, files)
    with pytest.raises(CircleMade) as caught:
        planned(tmp_path, "shop.high.prices", "shop.low.prices")
    assert caught.value.chains == ("shop.low.prices -> shop.high.tax, shop.high.views -> shop.low.base",)
    assert "--set force=yes" in str(caught.value)
    moved(tmp_path, "shop.high.prices", "shop.low.prices", force="yes")


def test_a_circle_that_was_there_refuses_nothing(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/a/__init__.py": "",
        "shop/a/x.py": "import shop.b.y\n",
        "shop/b/__init__.py": "",
        "shop/b/y.py": "import shop.a.x\n",
        "shop/b/z.py": "import shop.b.y\n",
    }
    lay_out(tmp_path, files)
    moved(tmp_path, "shop.b.z", "shop.a.z")
    moved(tmp_path, "shop.b", "shop.c")


def test_a_circle_through_a_package_that_runs_first(tmp_path: Path) -> None:
    """Who imports the module now runs `shop.core`, which imports them."""
    files = {
        "shop/__init__.py": "",
        "shop/tools.py": "",
        "shop/user.py": "from shop import tools\n",
        "shop/core/__init__.py": "from shop import user\n",
    }
    lay_out(tmp_path, files)
    with pytest.raises(CircleMade) as caught:
        planned(tmp_path, "shop.tools", "shop.core.tools")
    assert "shop.user -> shop.core" in str(caught.value)


def test_imports_that_run_later_close_no_circle(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/high/__init__.py": "",
        "shop/high/views.py": "def f():\n    from shop.low import base\n",
        "shop/high/prices.py": "from shop.high import tax\n",
        "shop/high/tax.py": "",
        "shop/low/__init__.py": "",
        "shop/low/base.py": "",
    }
    lay_out(tmp_path, files)
    moved(tmp_path, "shop.high.prices", "shop.low.prices")
