"""The main job: record once, then run what an edit can affect, alone and with workers."""

from __future__ import annotations

import pytest

from tests.plugin.project import Project

FILES = {
    "lib.py": """
        def add(a, b):
            return a + b

        def multiply(a, b):
            return a * b
    """,
    "test_add.py": """
        import lib

        def test_add():
            assert lib.add(1, 2) == 3
    """,
    "test_multiply.py": """
        import lib

        def test_multiply():
            assert lib.multiply(2, 3) == 6
    """,
}
EVERYTHING = {"test_add", "test_multiply"}


@pytest.fixture(params=[(), ("-n", "2")], ids=["alone", "workers"])
def spread(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Run alone, and with two workers."""
    return request.param  # type: ignore[no-any-return]


def test_first_run_runs_everything(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    run = project.impacted(*spread)
    assert run.ran == EVERYTHING
    assert run.last_line == "impacted: 2 tests run, recorded"


def test_nothing_changed_runs_nothing_and_succeeds(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    project.impacted(*spread)
    run = project.impacted(*spread)
    assert run.ran == set()
    assert run.code == 0
    assert run.last_line.startswith("impacted: 0 of 2 tests run; nothing changed")


def test_edit_runs_the_tests_that_execute_it(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    project.impacted(*spread)
    project.replace("lib.py", "a * b", "a * b + 1")
    run = project.impacted(*spread)
    assert run.ran == run.failed == {"test_multiply"}
    assert run.code == 1
    assert "lib.py: multiply changed" in run.last_line


def test_undone_edit_runs_nothing(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    project.impacted(*spread)
    project.replace("lib.py", "a * b", "b * a")
    assert project.impacted(*spread).ran == {"test_multiply"}
    project.replace("lib.py", "b * a", "a * b")
    assert project.impacted(*spread).ran == set()


def test_failure_runs_again_until_it_passes(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    project.impacted(*spread)
    project.replace("lib.py", "a * b", "a - b")
    assert project.impacted(*spread).failed == {"test_multiply"}
    assert project.impacted(*spread).failed == {"test_multiply"}
    project.replace("lib.py", "a - b", "a * b")
    assert project.impacted(*spread).code == 0


def test_unaffected_test_module_is_not_imported(project: Project) -> None:
    project.write(FILES)
    project.write({"test_add.py": FILES["test_add.py"] + "\n        open('imported', 'a').write('x')\n"})
    project.impacted()
    (project.root / "imported").unlink()
    project.replace("lib.py", "a * b", "b * a")
    assert project.impacted().ran == {"test_multiply"}
    assert not (project.root / "imported").exists()


def test_new_and_renamed_tests_run(project: Project) -> None:
    project.write(FILES)
    project.impacted()
    project.write({"test_new.py": "def test_new(): pass\n"})
    assert project.impacted().ran == {"test_new"}
    project.replace("test_new.py", "test_new", "test_renamed")
    assert project.impacted().ran == {"test_renamed"}
    assert project.impacted().last_line.startswith("impacted: 0 of 3 tests run")


def test_selection_alone_records_nothing(project: Project) -> None:
    project.write(FILES)
    project.impacted()
    project.replace("lib.py", "a * b", "b * a")
    assert project.pytest("--impacted-no-record").ran == {"test_multiply"}
    assert project.pytest("--impacted-no-record").ran == {"test_multiply"}


def test_record_runs_everything(project: Project) -> None:
    project.write(FILES)
    project.impacted()
    assert project.pytest("--impacted-record").ran == EVERYTHING
