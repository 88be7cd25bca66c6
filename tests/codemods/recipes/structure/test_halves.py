"""Moves that a person began: what is left of them is done, whatever went by hand, and other packages stay apart."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from codemods.errors import CircleMade, TargetTaken
from tests.codemods.recipes.structure.test_moving import SHOP, run
from tests.codemods.recipes.structure.trees import lay_out, moved, planned, read, reasons

USED = SHOP | {"CODEOWNERS": "/shop/core/links.py @me\n"}


def begin(place: Path, new: str, *names: str) -> None:
    """Move some files of shop/core by hand."""
    (place / new).mkdir(parents=True)
    for name in names:
        (place / "shop/core" / name).rename(place / new / name)
    for folder in (place / new).relative_to(place).parents:
        if folder.name and not (place / folder / "__init__.py").exists():
            (place / folder / "__init__.py").touch()


@pytest.mark.parametrize(
    ("new", "names", "made"),
    [
        ("shop/kernel", ("links.py",), "x = 1\n"),
        ("shop/kernel", ("links.py",), ""),
        ("shop/kernel", ("__init__.py", "links.py"), None),
        ("shop/inner/kernel", ("__init__.py", "links.py", "models.py"), None),
    ],
)
def test_the_rest_follows(tmp_path: Path, new: str, names: tuple[str, ...], made: str | None) -> None:
    lay_out(tmp_path, USED)
    before = run(tmp_path)
    begin(tmp_path, new, *names)
    if made is not None:
        (tmp_path / new / "__init__.py").write_text(made)
    name = new.replace("/", ".")
    plan = moved(tmp_path, "shop.core", name, force="yes")
    assert f"shop.core was moved to {name} in part before" in reasons(plan)
    assert run(tmp_path) == before.replace("shop.core", name)
    assert not list((tmp_path / "shop/core").glob("*.py"))
    assert read(tmp_path, f"{new}/__init__.py") == (made or "")
    assert read(tmp_path, "CODEOWNERS") == f"/{new}/links.py @me\n"


def test_no_init_in_either_place_and_a_shim(tmp_path: Path) -> None:
    lay_out(tmp_path, USED)
    before = run(tmp_path)
    begin(tmp_path, "shop/kernel", "links.py")
    (tmp_path / "shop/core/__init__.py").unlink()
    moved(tmp_path, "shop.core", "shop.kernel", shim="yes")
    assert run(tmp_path) == before.replace("shop.core", "shop.kernel")
    assert (tmp_path / "shop/kernel/__init__.py").exists()
    assert "codemods-shim: shop.core.links -> shop.kernel.links" in read(tmp_path, "shop/core/links.py")


def test_copies_go(tmp_path: Path) -> None:
    lay_out(tmp_path, USED)
    begin(tmp_path, "shop/kernel", "links.py")
    for name in ("__init__.py", "models.py"):
        (tmp_path / "shop/kernel" / name).write_text(read(tmp_path, f"shop/core/{name}"))
    plan = moved(tmp_path, "shop.core", "shop.kernel")
    assert plan.deletions == ("shop/core/__init__.py", "shop/core/models.py")
    assert [move.old for move in plan.moves] == ["shop/core/views.py"]


@pytest.mark.parametrize(
    "more",
    [
        {"shop/kernel/__init__.py": "", "shop/kernel/other.py": ""},  # nothing speaks of shop.core.other
        {"shop/kernel/__init__.py": "", "shop/kernel/views.py": "x = 1\n", "late.py": "import shop.core.gone\n"},
    ],
)
def test_another_package_stays_apart(tmp_path: Path, more: dict[str, str]) -> None:
    lay_out(tmp_path, SHOP | more)
    with pytest.raises(TargetTaken, match=r"there is shop/kernel/__init__.py already"):
        planned(tmp_path, "shop.core", "shop.kernel", force="yes")


def test_a_circle_of_the_rest_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP | {"shop/base.py": "from shop.inner import other\n", "shop/inner/other.py": "BASE = 1\n"})
    begin(tmp_path, "shop/inner/kernel", "models.py")
    with pytest.raises(CircleMade, match=r"shop.base -> shop.inner"):
        planned(tmp_path, "shop.core", "shop.inner.kernel")


def test_relative_imports_of_what_was_moved_as_a_whole(tmp_path: Path) -> None:
    """What fits the new place stays, though it means something else from the old one."""
    fitting = "try:\n    from . import compiled\nexcept ImportError:\n    pass\nfrom ..base import BASE\n"
    lay_out(tmp_path, USED | {"shop/inner/__init__.py": "", "shop/inner/base.py": "BASE = 1\n"})
    (tmp_path / "shop/core").rename(tmp_path / "shop/inner/kernel")
    links = textwrap.dedent(SHOP["shop/core/links.py"]).replace("from ..base", "from ...base")
    (tmp_path / "shop/inner/kernel/links.py").write_text(links)
    (tmp_path / "shop/inner/kernel/late.py").write_text(fitting)
    (tmp_path / "shop/inner/kernel/lost.py").write_text("from ..core import views\n")
    plan = moved(tmp_path, "shop.core", "shop.inner.kernel")
    assert "shop.core was moved to shop.inner.kernel before: its files have their new places" in reasons(plan)
    assert run(tmp_path)
    assert read(tmp_path, "shop/inner/kernel/links.py") == links
    assert read(tmp_path, "shop/inner/kernel/late.py") == fitting
    assert read(tmp_path, "shop/inner/kernel/lost.py") == "from . import views\n"
    assert read(tmp_path, "CODEOWNERS") == "/shop/inner/kernel/links.py @me\n"


def test_a_module_that_was_moved(tmp_path: Path) -> None:
    lay_out(tmp_path, USED | {"shop/inner/__init__.py": ""})
    before = run(tmp_path)
    (tmp_path / "shop/core/links.py").rename(tmp_path / "shop/inner/links.py")
    moved(tmp_path, "shop.core.links", "shop.inner.links")
    assert run(tmp_path) == before
    assert read(tmp_path, "CODEOWNERS") == "/shop/inner/links.py @me\n"
