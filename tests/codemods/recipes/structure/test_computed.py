"""Names that are made at run time: those that may come to what moves are listed for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.codemods.recipes.structure.trees import lay_out, planned

SHOP = {"shop/__init__.py": "", "shop/core/__init__.py": "", "shop/core/views.py": "", "shop/core/links.py": ""}


@pytest.mark.parametrize(
    "text",
    [
        'import_module(f"{x}.views")',
        "import_module('%s.views' % x)",
        "import_module('{}.views'.format(x))",
        'import_module(x + ".views")',
        'importlib.import_module(x.name + ".core.views")',
        'patch(f"{x}.views.func")',
        'import_module(f"shop.{x}.views"), import_module("shop.core.views")',
    ],
)
@pytest.mark.parametrize(("old", "new"), [("shop.core.views", "shop.pages"), ("shop.core", "shop.kernel")])
def test_listed(tmp_path: Path, text: str, old: str, new: str) -> None:
    lay_out(tmp_path, SHOP | {"late.py": f"\n{text}\n"})
    [told] = [each for each in planned(tmp_path, old, new).left if each.path == "late.py"]
    assert told.line == 2
    assert told.reason.startswith("a name that may come to shop.core")
    assert told.reason.endswith(" is made at run time")


@pytest.mark.parametrize(
    "text",
    [
        'import_module(f"{x}.reviews")',
        'import_module(f"{x}.models")',
        'import_module(f"store.{x}.views")',
        'import_module(f"{x}")',
        "import_module(x)  # views",
        'print(f"{x}.views")',
    ],
)
def test_not_listed(tmp_path: Path, text: str) -> None:
    lay_out(tmp_path, SHOP | {"late.py": f"{text}\n"})
    assert planned(tmp_path, "shop.core.views", "shop.pages").left == ()
