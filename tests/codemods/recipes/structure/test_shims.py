"""Shims: both names are one module, the old one warns, and they go when nobody needs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.plans.applying import apply_plan
from codemods.running.files import Root
from tests.codemods.recipes.structure.trees import applied, lay_out, moved, planned, reasons

SHOP = {
    "shop/__init__.py": "",
    "shop/core/__init__.py": "NAME = 'core'\n_hidden = 1\n",
    "shop/core/links.py": "made = []\n\n\ndef make():\n    return made\n",
    "shop/views.py": "from shop.core.links import make\n",
}
PROGRAM = """
import warnings
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    import shop.core.links
    from shop.core import NAME, _hidden
    from shop.core.links import make
import shop.kernel.links as new
assert shop.core.links is new, (shop.core.links, new)
assert make is new.make
assert NAME == "core" and _hidden == 1
print(sorted(str(each.message) for each in told), {each.category.__name__ for each in told})
"""


def test_both_names_are_one_module(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP)
    moved(tmp_path, "shop.core", "shop.kernel", shim="yes")
    ended = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == (
        "['shop.core is shop.kernel now', 'shop.core.links is shop.kernel.links now'] {'DeprecationWarning'}\n"
    )


def test_they_go_when_nobody_needs_them(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP | {"late.py": "x = 1\n"})
    moved(tmp_path, "shop.core", "shop.kernel", shim="yes")
    (tmp_path / "late.py").write_text("from shop.core.links import make\n")
    plan = planned(tmp_path, "", "", "remove-shims")
    assert plan.is_empty
    assert "late.py:1: shop.core.links is still used; it is shop.kernel.links now" in reasons(plan)
    moved(tmp_path, "shop.core", "shop.kernel")  # what is left of a move whose shim is there
    assert (tmp_path / "late.py").read_text() == "from shop.kernel.links import make\n"
    plan = planned(tmp_path, "", "", "remove-shims")
    assert plan.deletions == ("shop/core/__init__.py", "shop/core/links.py")
    apply_plan(Root(tmp_path, has_git=False), plan)
    assert not (tmp_path / "shop/core").exists()
    assert planned(tmp_path, "", "", "remove-shims").is_empty


def test_a_word_that_may_mean_it_keeps_none(tmp_path: Path) -> None:
    lay_out(tmp_path, {"core/__init__.py": "", "a.py": "x = 'core'\n"})
    moved(tmp_path, "core", "kernel", shim="yes")
    plan = planned(tmp_path, "", "", "remove-shims")
    assert plan.deletions == ("core/__init__.py",)
    assert "a.py:1: 'core' alone may mean anything" in reasons(plan)


def test_inventory_of_shims_over_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One shim and its user, then the user is gone, then the shim."""
    lay_out(tmp_path, {"core/__init__.py": "", "a.py": "import core\n", "CODEOWNERS": "a.py @them\n"})
    git(tmp_path, "init", "-q")
    plan = planned(tmp_path, "core", "kernel", shim="yes")
    apply_plan(Root(tmp_path, has_git=False), plan)
    (tmp_path / "a.py").write_text("import core\n")
    commit(tmp_path)
    assert main(["inventory", "remove-shims", str(tmp_path), "--by", "owner", "--csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["a.py,1,remove-shims,by hand,@them"]
    (tmp_path / "a.py").write_text("import kernel\n")
    commit(tmp_path)
    (tmp_path / "core/__init__.py").unlink()
    commit(tmp_path)
    assert main(["inventory", "remove-shims", str(tmp_path), "--commits", "9", "--csv"]) == 0
    told = [line.split(",")[2:] for line in capsys.readouterr().out.splitlines()[1:]]
    assert told == [["0", "1"], ["1", "0"], ["0", "0"]]


def test_inventory_of_the_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shims with their users, and packages with two names."""
    files = {
        "lms/__init__.py": "",
        "lms/apps/__init__.py": "",
        "lms/apps/a/__init__.py": "",
        "lms/apps/a/x.py": "",
        "lms/apps/b/__init__.py": "",
        "lms/apps/b/x.py": "",
        "lms/urls.py": "import a.x\nimport lms.apps.a.x\nfrom b.x import y\n",
        "lms/old.py": "",
    }
    lay_out(tmp_path, files)
    moved(tmp_path, "lms.old", "lms.new", shim="yes")
    (tmp_path / "late.py").write_text("import lms.old\n")
    assert main(["inventory", "structure", str(tmp_path), "--csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        'lms/apps/a/__init__.py,1,lms.apps.a,"several: lms.apps.a 1, a 1",,',
        "lms/apps/b/__init__.py,1,lms.apps.b,one: b,,",
        "lms/old.py,1,lms.old -> lms.new,,needed: by 1 lines,",
    ]
    assert main(["inventory", "structure", str(tmp_path), "--strict"]) == 1
    assert "late.py:1: wrong: lms.old is still used; it is lms.new now" in capsys.readouterr().out
    assert main(["inventory", "structure", str(tmp_path), "--contract"]) == 0
    assert 'forbidden_modules = ["lms.old"]' in capsys.readouterr().out


def test_the_contract_names_packages_and_modules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_out(tmp_path, SHOP)
    applied(tmp_path, "shop.core", "shop.kernel", shim="yes")
    applied(tmp_path, "shop.views", "shop.pages", shim="yes")
    assert main(["inventory", "structure", str(tmp_path), "--contract"]) == 0
    assert 'forbidden_modules = ["shop.core", "shop.views"]' in capsys.readouterr().out


def git(place: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=place, check=True, capture_output=True)


def commit(place: Path) -> None:
    git(place, "add", "-A")
    git(place, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
