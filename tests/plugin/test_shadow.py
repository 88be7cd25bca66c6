"""`--impacted-shadow` runs everything, and tells where the selection would have erred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.project import Project, Run
from tests.plugin.test_main_job import EVERYTHING, FILES


@pytest.fixture(params=[(), ("-n", "2")], ids=["alone", "workers"])
def spread(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Run alone, and with two workers."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file among the temporary ones, where no recording looks."""
    path = tmp_path / "secret"
    path.write_text("")
    return path


def warnings(run: Run) -> list[str]:
    prefix = "impacted: the selection would have erred: "
    return [line.removeprefix(prefix) for line in run.output.splitlines() if line.startswith(prefix)]


def test_everything_runs_and_is_recorded(project: Project, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    assert project.pytest("--impacted-shadow", *spread).ran == EVERYTHING
    project.replace("lib.py", "a * b", "a - b")
    run = project.pytest("--impacted-shadow", *spread)
    assert (run.ran, run.failed, warnings(run)) == (EVERYTHING, {"test_multiply"}, [])
    assert "impacted: the selection would have run 1 of 2 known tests, and missed nothing\n" in run.output
    assert run.last_line == "impacted: 2 tests run, recorded"
    assert project.impacted().ran == {"test_multiply"}


def test_wrong_rest_is_told(project: Project, secret: Path, spread: tuple[str, ...]) -> None:
    project.write(FILES)
    project.write(
        {
            "test_blind.py": f"""
        import os, pytest

        def test_blind():
            assert os.path.exists({str(secret)!r})

        def test_skipping():
            if not os.path.exists({str(secret)!r}):
                pytest.skip("no secret")
    """
        }
    )
    project.impacted()
    secret.unlink()
    assert project.pytest("--impacted-no-record").ran == set()
    run = project.pytest("--impacted-shadow", *spread)
    assert sorted(warnings(run)) == [
        "test_blind.py::test_blind would have been deselected, and passed became failed.",
        "test_blind.py::test_skipping would have been deselected, and passed became skipped.",
    ]
    assert run.failed == {"test_blind"}
    assert "missed nothing" not in run.output


def test_file_wrongly_passed_over_is_told(project: Project, secret: Path) -> None:
    project.write(
        {
            "test_blind.py": f"""
        import os

        if not os.path.exists({str(secret)!r}):
            def test_other(): pass
        elif os.path.getsize({str(secret)!r}):
            raise ValueError
        def test_first(): pass
    """
        }
    )
    project.impacted()
    secret.write_text("content")
    assert warnings(project.pytest("--impacted-shadow")) == [
        "test_blind.py would not have been collected, and its collection failed."
    ]
    secret.write_text("")
    project.impacted()
    secret.unlink()
    assert warnings(project.pytest("--impacted-shadow")) == [
        "test_blind.py::test_other is new, in a file that would not have been collected (passed)."
    ]


def test_the_ini_file_can_ask_for_it(project: Project) -> None:
    project.write(FILES)
    project.write({"pytest.ini": "[pytest]\nimpacted_shadow = true\n"})
    assert project.pytest().ran == EVERYTHING
    assert project.pytest().ran == EVERYTHING


def test_recording_nothing_contradicts_it(project: Project) -> None:
    project.write(FILES)
    run = project.pytest("--impacted-shadow", "--impacted-no-record")
    assert run.code == 4
    assert "--impacted-shadow and --impacted-no-record contradict each other" in run.errors
