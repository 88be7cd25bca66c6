"""A suite that coverage measured becomes a map in which no edit lets a test rest wrongly; a map becomes such data."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from impact.cli import main
from impact.deciding.selecting import Question, select
from tests.plugin.project import Project

FILES: dict[str, str | bytes | None] = {
    "pytest.ini": "[pytest]\n",
    ".coveragerc": "[run]\nrelative_files = true\n",
    "shop/__init__.py": "",
    "shop/rates.py": "RATE = 2\nUNUSED = 3\n",
    "shop/cart.py": """
        import functools, os
        from shop import rates

        @functools.lru_cache
        def table():
            return loaded()

        def loaded():
            return 5

        def total(amount):
            return amount * rates.RATE

        def flag():
            return os.environ.get("SHOP_FLAG", "")
    """,
    "shop/apart.py": "def apart():\n    return 1\n",
    "shop/lazy.py": "VALUE = 7\n",
    "shop/plugin.py": "from shop import registry\nregistry.KINDS.append('plugin')\n\ndef price():\n    return 9\n",
    "shop/registry.py": "KINDS = []\n",
    "data/prices.txt": "1",
    "tests/conftest.py": """
        import importlib, pytest
        from shop import apart
        importlib.import_module("shop.plugin")

        @pytest.fixture(scope="session")
        def wide():
            return apart.apart()
    """,
    "tests/test_cart.py": """
        import importlib, pathlib, subprocess, sys
        from shop import cart

        def test_first_user(wide): assert wide
        def test_second_user(wide): assert wide
        def test_total(): assert cart.total(1)
        def test_cached_first(): assert cart.table()
        def test_cached_second(): assert cart.table()
        def test_lazy_first(): assert importlib.import_module("shop.lazy").VALUE
        def test_lazy_second(): assert sys.modules.get("shop.lazy") or importlib.import_module("shop.lazy")
        def test_flag(): assert cart.flag() is not None
        def test_data(): assert pathlib.Path(__file__).parents[1].joinpath("data/prices.txt").read_text()
        def test_program(): subprocess.run([sys.executable, "-c", "import shop.apart"], check=True)
    """,
    "tests/test_kinds.py": "from shop import registry\n\ndef test_kinds(): assert registry.KINDS\n",
    "tests/test_skipped.py": "import pytest\n\n@pytest.mark.skip\ndef test_skipped(): pass\n",
}
CART, KINDS = "tests/test_cart.py", "tests/test_kinds.py"


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose suite was measured, and imported."""
    root = tmp_path_factory.mktemp("measured") / "project"
    root.mkdir()
    project = Project(root)
    project.plugins = ["pytest_cov"]
    project.write(FILES)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "all")
    junit = root.parent / "told.xml"
    run = project.pytest("--cov=.", "--cov-context=test", "--cov-report=", "-o", "junit_family=xunit2")
    assert run.code == 0, run.output
    shutil.copy(root.parent / "junit.xml", junit)
    assert bring_in(project, f"--junit={junit}") == 0
    return project


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True)


def bring_in(project: Project, *options: str) -> int:
    """Import as a person would, in the project's folder and under its environment."""
    plain = "-pxdist -ppytest_openedx.plugin -ppytest_cov"
    before, here = dict(os.environ), Path.cwd()
    os.environ.clear()
    os.environ.update(project.variables(), PYTHONUTF8="0")  # as in the process from which the runs are forked
    os.chdir(project.root)
    try:
        return main(["map", "import", *options, f"--pytest-options={plain}"])
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


def impacted(project: Project) -> set[str]:
    selection = select(Question(project.root / ".impact" / "map.db", project.root))
    assert selection.fault is None
    return set(selection.tests)


def names(*found: str) -> set[str]:
    return {f"{CART}::test_{name}" for name in found}


EVERY = {f"{KINDS}::test_kinds"} | names(
    *"first_user second_user total cached_first cached_second lazy_first lazy_second flag data program".split()
)


@pytest.mark.parametrize(
    ("file", "old", "new", "least"),
    [
        ("shop/rates.py", "RATE = 2", "RATE = 3", names("total")),
        ("shop/cart.py", "return 5", "return 6", names("cached_first", "cached_second")),
        ("shop/apart.py", "return 1", "return 0", names("first_user", "second_user", "program")),
        ("shop/lazy.py", "VALUE = 7", "VALUE = 8", names("lazy_first", "lazy_second")),
        ("shop/plugin.py", "'plugin'", "'other'", {f"{KINDS}::test_kinds"}),
        ("data/prices.txt", "1", "2", EVERY),
        ("data/new.txt", None, "new", EVERY),
        ("tests/conftest.py", "return apart.apart()", "return 1", names("first_user", "second_user")),
        ("pytest.ini", "[pytest]\n", "[pytest]\nfilterwarnings = error\n", EVERY),
        ("shop/registry.py", "KINDS = []", "KINDS = list()", EVERY),
    ],
)
def test_who_may_rest_on_an_edit_runs(measured: Project, file: str, old: str | None, new: str, least: set[str]) -> None:
    path = measured.root / file
    before = path.read_bytes() if old is not None else None
    assert impacted(measured) == set()
    try:
        path.write_text(new if old is None else path.read_text().replace(old, new))
        assert least <= impacted(measured)
    finally:
        path.write_bytes(before) if before is not None else path.unlink()
    assert impacted(measured) == set()


def test_an_environment_variable_counts(measured: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_FLAG", "on")
    assert impacted(measured) >= names("flag")


def test_an_edit_of_what_one_test_alone_executes_lets_others_rest(measured: Project) -> None:
    path = measured.root / "shop" / "plugin.py"
    before = path.read_text()
    try:
        path.write_text(before.replace("return 9", "return 10"))
        chosen = impacted(measured)
    finally:
        path.write_text(before)
    assert f"{KINDS}::test_kinds" not in chosen  # and not the fixture's users: nobody executed it


def test_a_later_recording_takes_the_place_of_the_import(measured: Project, tmp_path: Path) -> None:
    copy = Project(shutil.copytree(measured.root, tmp_path / "project"))
    copy.plugins = ["pytest_cov"]
    shutil.rmtree(copy.root / ".impact")
    os.utime(copy.root / ".coverage")
    assert bring_in(copy, "--all-passed") == 0
    first = copy.impacted()
    assert first.ran == {"test_skipped"}  # of a skip contexts tell nothing
    copy.replace("shop/rates.py", "RATE = 2", "RATE = 3")
    second = copy.impacted()
    assert {"test_total"} <= second.ran
    copy.replace("shop/cart.py", "return 5", "return 6")
    assert copy.impacted().ran == {"test_cached_first", "test_cached_second"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nowhere", "--all-passed"], "there is no such file"),
        (["pytest.ini", "--all-passed"], "can't be imported"),
        (["--junit=pytest.ini", "--commit=HEAD"], "it is no JUnit file"),
        (["--all-passed", "--commit=nowhere"], "nowhere"),
    ],
)
def test_what_can_not_be_imported_is_told_in_one_line(
    measured: Project, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_in(measured, *options) == 2
    found = capsys.readouterr()
    assert told in found.err
    assert found.err.count("\n") == 1


def test_a_tree_that_has_changed_since_is_refused(measured: Project, capsys: pytest.CaptureFixture[str]) -> None:
    path = measured.root / "data" / "prices.txt"
    os.utime(measured.root / ".coverage")
    path.write_text("2")
    try:
        assert bring_in(measured, "--all-passed") == 2
        assert "data/prices.txt changed after the data was written" in capsys.readouterr().err
        assert bring_in(measured, "--all-passed", "--commit=HEAD") == 2
        assert "data/prices.txt differs from HEAD" in capsys.readouterr().err
    finally:
        path.write_text("1")
    assert bring_in(measured, "--all-passed", "--commit=HEAD") == 0
    assert "had records already" in capsys.readouterr().out


def test_the_map_becomes_data_of_coverage(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    from coverage import CoverageData

    project.write(
        {
            "lib.py": "FLAG = 1\n\ndef one():\n    'a'\n    if FLAG:\n        return 1\n\ndef two():\n    return 2\n",
            "test_lib.py": "import lib\n\ndef test_one():\n    assert lib.one()\n",
        }
    )
    project.impacted()
    target = project.root / "told.data"
    command = ["map", "export", "--contexts", "--root", str(project.root), "-o", str(target)]
    assert main(command) == 0
    data = CoverageData(str(target))
    data.read()
    assert data.measured_contexts() == {"", "test_lib.py::test_one"}
    assert data.contexts_by_lineno(str(project.root / "lib.py")) == {
        1: [""],
        3: [""],
        5: ["test_lib.py::test_one"],
        6: ["test_lib.py::test_one"],
        8: [""],
    }
    assert main(command) == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert main([*command, "--force"]) == 0
