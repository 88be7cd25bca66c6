"""Every way in which xdist spreads tests: the records are those of a run alone, under the plain node ids."""

from __future__ import annotations

import pytest

from pytest_openedx.selecting import without_group
from tests.plugin.project import Project

FILES = {
    "pytest.ini": "[pytest]\nmarkers = xdist_group\n",
    "lib.py": """
        def one():
            return 1

        def two():
            return 2
    """,
    "test_one.py": """
        import lib, pytest

        pytestmark = pytest.mark.xdist_group("group one")

        def test_one():
            assert lib.one() == 1

        @pytest.mark.parametrize("value", ["x@y"])
        def test_both(value):
            assert lib.one() + lib.two() == 3
    """,
    "test_two.py": """
        import lib, pytest

        @pytest.mark.xdist_group("group")
        class TestTwo:
            def test_two(self):
                assert lib.two() == 2

            def test_failing(self):
                assert lib.one() == 0

        def test_none():
            pass
    """,
}
EVERYTHING = {"test_one", "test_both[x@y]", "TestTwo::test_two", "TestTwo::test_failing", "test_none"}


def names_of(names: set[str]) -> set[str]:
    """Take off the group: the JUnit file has the node ids of the workers."""
    return {name.removesuffix("@group").removesuffix("@group one") for name in names}


@pytest.mark.parametrize("dist", ["load", "loadscope", "loadfile", "loadgroup", "worksteal"])
def test_recorded_by_workers_selected_by_one(project: Project, dist: str) -> None:
    project.write(FILES)
    first = project.impacted("-n2", f"--dist={dist}")
    assert names_of(first.ran) == EVERYTHING
    assert first.last_line == "impacted: 5 tests run, recorded"
    project.replace("lib.py", "return 2", "return 2 + 0")
    run = project.impacted()
    assert run.ran == {"test_both[x@y]", "TestTwo::test_two", "TestTwo::test_failing"}, first.output + run.output


def test_recorded_by_one_selected_by_groups(project: Project) -> None:
    project.write(FILES)
    project.impacted()
    project.write({"test_new.py": "def test_new_1(): pass\ndef test_new_2(): pass\n", "test_new_2.py": ""})
    project.replace("lib.py", "return 2", "return 2 + 0")
    run = project.impacted("-n2", "--dist=loadgroup")
    assert names_of(run.ran) == {
        "test_both[x@y]",
        "TestTwo::test_two",
        "TestTwo::test_failing",
        "test_new_1",
        "test_new_2",
    }
    assert run.last_line.startswith("impacted: 5 of 7 tests run;"), run.output
    assert project.impacted().ran == {"TestTwo::test_failing"}


@pytest.mark.parametrize(
    ("reported", "plain"),
    [
        ("a@b/test_c.py::test_d", "a@b/test_c.py::test_d"),
        ("a@b/test_c.py::test_d@group", "a@b/test_c.py::test_d"),
        ("test_c.py::test_d[x@y]", "test_c.py::test_d[x@y]"),
        ("test_c.py::test_d[x@y]@group", "test_c.py::test_d[x@y]"),
    ],
)
def test_group_is_taken_off_a_reported_node_id(reported: str, plain: str) -> None:
    assert without_group(reported) == plain
