"""The options and their ini twins: what they select, record and tell, and where the map is."""

from __future__ import annotations

import pytest

from tests.plugin.project import Project

FILES = {
    "lib.py": """
        NAME = "lib"

        def one():
            return 1

        def two():
            return 2
    """,
    "sub/test_one.py": """
        import lib, pytest

        @pytest.mark.parametrize("value", [1])
        def test_one(value):
            assert lib.one() == value
    """,
    "test_two.py": """
        import lib

        class TestTwo:
            def test_two(self):
                assert lib.two() == 2

            def test_name(self):
                assert lib.NAME
    """,
}
ONE, TWO, NAME = "sub/test_one.py::test_one[1]", "test_two.py::TestTwo::test_two", "test_two.py::TestTwo::test_name"
DESELECTED = "deselected: nothing that it depends on has changed"


def test_what_only_prints_has_no_ini_value(pytester: pytest.Pytester) -> None:
    told = pytester.runpytest_subprocess("--help").stdout.str()
    assert "--impacted-environment" in told
    assert "impacted_fetch (string)" in told
    assert "impacted_environment (bool)" not in told


def explanations(output: str) -> dict[str, str]:
    """Return what a run told, by node id."""
    lines = output.partition(" why ---")[2].splitlines()[1:]
    told = (line.partition(": ") for line in lines if "::" in line)
    return {nodeid: sentence for nodeid, _, sentence in told}


@pytest.mark.parametrize(
    ("ini", "arguments", "selects", "records"),
    [
        ("impacted = true", (), True, True),
        ("impacted_no_record = true", (), True, False),
        ("impacted_record = true", (), False, True),
        ("impacted_explain = true", (), True, True),
        ("impacted_explain = false", (), False, False),
        ("impacted = false", (), False, False),
        ("impacted = false", ("--impacted",), True, True),
        ("impacted = true", ("--impacted-record",), False, True),
    ],
)
def test_ini_twin(project: Project, ini: str, arguments: tuple[str, ...], selects: bool, records: bool) -> None:
    project.write(FILES)
    project.impacted()
    project.replace("lib.py", "return 2", "return 2 + 0")
    project.write({"pytest.ini": f"[pytest]\n{ini}\n"})
    assert len(project.pytest(*arguments).ran) == (1 if selects else 3)
    project.write({"pytest.ini": "[pytest]\n"})
    assert len(project.impacted().ran) == (0 if records else 1)


@pytest.mark.parametrize("spread", [(), ("-n2",)], ids=["alone", "workers"])
def test_every_impacted_test_is_explained(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    first = project.pytest("--impacted-explain", "--impacted", *spread)
    assert explanations(first.output) == dict.fromkeys([ONE, NAME, TWO], "new: it has never run")
    project.replace("lib.py", "return 2", "return 2 + 0")
    project.write({"test_three.py": "def test_three(): pass\n"})
    run = project.pytest("--impacted-explain", "--impacted", *spread)
    assert explanations(run.output) == {
        "test_three.py::test_three": "new: it has never run",
        TWO: "lib.py: two changed",
    }
    project.replace("lib.py", "return 1", "return 0")
    project.impacted()
    assert explanations(project.impacted("--impacted-explain", "-rN").output) == {ONE: "failed when it last ran"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (ONE, {ONE: DESELECTED}),
        (TWO, {TWO: "lib.py: two changed"}),
        ("test_two.py::TestTwo", {TWO: "lib.py: two changed", NAME: DESELECTED}),
        ("sub/test_one.py::test_one", {ONE: DESELECTED}),
        ("test_three.py::test_three", {"test_three.py::test_three": "new: it has never run"}),
        ("test_two.py::typo", {"test_two.py::typo": "not known: no test of this node id has been recorded here"}),
    ],
)
def test_one_test_is_explained(project: Project, asked: str, told: dict[str, str]) -> None:
    project.write(FILES)
    project.impacted()
    project.replace("lib.py", "return 2", "return 2 + 0")
    project.write({"test_three.py": "def test_three(): pass\n"})
    assert explanations(project.impacted(f"--impacted-explain={asked}").output) == told


def test_map_is_where_it_is_asked_for(project: Project) -> None:
    project.write(FILES)
    project.pytest("--impacted", "--impacted-map=../maps", "--rootdir=..", "..", folder="sub")
    assert (project.root / "maps").is_dir()
    project.write({"pytest.ini": "[pytest]\nimpacted_map = maps\n"})
    assert not (project.root / ".impact").exists()
    assert project.impacted("sub").ran == set()
