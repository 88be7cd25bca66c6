"""A narrowed run: it neither makes a test that it left out look passed, nor forgets a test or a failure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.plugin.project import Project

FILES = {
    "pytest.ini": """
        [pytest]
        markers = slow
    """,
    "lib.py": """
        def number():
            return 1
    """,
    "test_one.py": """
        import lib, pytest

        def test_bad():
            assert lib.number() == 2

        @pytest.mark.slow
        def test_good():
            assert lib.number() == 1
    """,
    "sub/test_two.py": """
        import lib, pytest

        @pytest.mark.parametrize("value", [1])
        def test_fine(value):
            assert lib.number() == value

        def test_worse():
            assert lib.number() == 3
    """,
}
EVERYTHING = {"test_bad", "test_good", "test_fine[1]", "test_worse"}
FAILING = {"test_bad", "test_worse"}

NARROWINGS: dict[str, tuple[tuple[str, ...], set[str]]] = {
    # What narrows the run, and the tests that are left.
    "keyword": (("-k", "good"), {"test_good"}),
    "mark": (("-m", "slow"), {"test_good"}),
    "first failure": (("-x",), {"test_fine[1]", "test_worse"}),
    "first failure of workers": (("-x", "-n2", "--dist=loadfile"), set()),
    "last failed": (("--lf",), FAILING),
    "stepwise": (("--sw",), {"test_fine[1]", "test_worse"}),
    "file": (("test_one.py",), {"test_bad", "test_good"}),
    "folder": (("sub",), {"test_fine[1]", "test_worse"}),
    "test": (("test_one.py::test_good",), {"test_good"}),
    "parametrised test": (("sub/test_two.py::test_fine[1]",), {"test_fine[1]"}),
    "deselected test": (("--deselect=test_one.py::test_good",), EVERYTHING - {"test_good"}),
    "ignored folder": (("--ignore=sub",), {"test_bad", "test_good"}),
    "collection only": (("--co",), set()),
    "set-up only": (("--setup-only",), set()),
    "set-up plan": (("--setup-plan",), set()),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was recorded, two of its tests failing."""
    made = Project(tmp_path_factory.mktemp("narrowing") / "project")
    made.write(FILES)
    assert made.impacted().failed == FAILING
    return made.root


@pytest.fixture
def project(recorded: Path, tmp_path: Path) -> Project:
    """A copy of that project."""
    return Project(Path(shutil.copytree(recorded, tmp_path / "project")))


@pytest.mark.parametrize("name", NARROWINGS)
def test_what_was_left_out_is_still_impacted(project: Project, name: str) -> None:
    arguments, left = NARROWINGS[name]
    project.replace("lib.py", "return 1", "return 1 + 0")
    narrowed = project.impacted(*arguments)
    if left:
        assert narrowed.ran == left, narrowed.output
    passed = narrowed.ran - FAILING if name not in ("set-up only", "set-up plan") else set()
    after = project.impacted()
    assert after.ran == EVERYTHING - passed, narrowed.output + after.output
    assert after.failed == FAILING


@pytest.mark.parametrize("name", ["keyword", "last failed", "ignored folder", "test", "set-up plan"])
def test_what_was_left_out_is_not_forgotten(project: Project, name: str) -> None:
    arguments, left = NARROWINGS[name]
    narrowed = project.impacted(*arguments)
    assert narrowed.ran == (left or EVERYTHING) & FAILING, narrowed.output
    assert project.impacted().ran == FAILING, narrowed.output


@pytest.mark.parametrize("arguments", [("-k", "good"), ("test_one.py::test_good",), ("-x",), ("--lf",)])
def test_first_run_that_is_narrowed_leaves_the_rest_new(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    project = Project(tmp_path / "project")
    project.write(FILES)
    ran = project.impacted(*arguments).ran
    assert project.impacted().ran == (EVERYTHING - ran) | FAILING


def test_narrowed_run_without_cache(project: Project) -> None:
    run = project.impacted("-p", "no:cacheprovider")
    assert run.failed == FAILING


def test_arguments_in_which_nothing_is_impacted(project: Project) -> None:
    project.write({"sub/test_three.py": "def test_three(): pass\n", "other/test_four.py": "def test_four(): pass\n"})
    project.impacted()
    run = project.impacted("other", "sub/test_three.py", "test_one.py")
    assert run.ran == {"test_bad"}, run.output + run.errors
    assert project.impacted("other").code == 0
