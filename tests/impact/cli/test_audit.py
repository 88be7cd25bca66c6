"""`impact audit` on a small project: what it finds, that it goes on where it stopped, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.plugin.project import Project

FILES = {
    "lib.py": """
        def add(a, b):
            return a + b
    """,
    "test_add.py": """
        import lib

        def test_add():
            assert lib.add(1, 2) == 3
    """,
    "test_other.py": "def test_other(): pass\n",
}
LOADED = ["-p", "xdist", "-p", "pytest_openedx.plugin"]
"""What is loaded in the runs of the audit: nothing else, which halves their start."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two tests, of which one executes our code."""
    made = Project(tmp_path / "project")
    made.write({**FILES, "pytest.ini": "[pytest]\n"})
    return made


def audit(project: Project, *arguments: str, to_pytest: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "impact.cli", "audit", *arguments, "--", *LOADED, *to_pytest]
    return subprocess.run(
        command, cwd=project.root, env=project.variables(), capture_output=True, text=True, timeout=300
    )


def answer(project: Project, *arguments: str) -> dict[str, Any]:
    ended = audit(project, *arguments, "--json")
    assert ended.returncode == 0, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def fault(ended: subprocess.CompletedProcess[str]) -> str:
    """Return the one line of a refusal."""
    assert (ended.returncode, ended.stdout) == (2, "")
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("Recording the full suite ")]
    assert len(lines) == 1, ended.stderr
    return lines[0]


def test_mutants_and_going_on(project: Project) -> None:
    before = {path: path.read_bytes() for path in project.root.rglob("*.py")}
    told = answer(project, "--mutants", "1")
    [step] = told["steps"]
    assert (step["tests"], step["selected"], step["changed"], step["missed"]) == (2, 1, 1, [])
    assert (told["figures"]["noticed"], told["figures"]["median"]) == (1, 0.5)
    more = audit(project, "--mutants", "2", "--resume")
    assert more.returncode == 0
    assert "Recording" not in more.stderr
    assert more.stdout.splitlines()[:3] == [
        "mutants: 2",
        "killed (noticed by the full suite): 2",
        "missed failures: 0 (as it must be)",
    ]
    assert {path: path.read_bytes() for path in project.root.rglob("*.py")} == before
    project.replace("test_other.py", "pass", "assert True")
    assert "no audit to resume" in fault(audit(project, "--mutants", "2", "--resume"))


def test_a_miss_is_told_and_ends_with_1(project: Project) -> None:
    # The source is read before the recording begins.
    project.write(
        {
            "sitecustomize.py": """
            import builtins, pathlib
            builtins.source_of_lib = pathlib.Path(__file__).with_name("lib.py").read_text()
        """,
            "test_blind.py": """
            def test_blind():
                assert "a + b" in source_of_lib
        """,
        }
    )
    ended = audit(project, "--mutants", "2", "--path", "lib.py")
    assert ended.returncode == 1, ended.stderr
    assert "MISSED lib.py:3: operators: + -> -" in ended.stdout
    assert "    test_blind.py::test_blind: passed -> failed\n" in ended.stdout
    assert "missed failures: 2 in 2 mutants" in ended.stdout


def commit(project: Project, message: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "add", "--all"], cwd=project.root, check=True)
    subprocess.run(["git", *identity, "commit", "--quiet", "-m", message], cwd=project.root, check=True)


def test_commits(project: Project) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=project.root, check=True)
    commit(project, "First")
    assert "no commit with a parent" in fault(audit(project, "--commits", "3"))
    project.replace("lib.py", "a + b", "b + a")
    commit(project, "Second")
    project.replace("lib.py", "b + a", "b - a")
    project.write({"test_new.py": "def test_new(): pass\n"})
    commit(project, "Third")
    project.write({"lib.py": "uncommitted, and no Python\n"})
    told = answer(project, "--commits", "5")
    steps = told["steps"]
    assert [step["title"].partition(" ")[2] for step in steps] == ["Second", "Third"]
    assert [(step["tests"], step["selected"], step["changed"]) for step in steps] == [(2, 1, 0), (3, 2, 2)]
    assert told["figures"]["missed"] == 0
    assert answer(project, "--commits", "1", "--resume")["steps"] == steps[1:]


def test_workers(project: Project) -> None:
    [step] = answer(project, "--mutants", "1", "--jobs", "2")["steps"]
    assert (step["tests"], step["selected"], step["changed"], step["missed"]) == (2, 1, 1, [])


def test_a_mutant_that_hangs_is_stopped(project: Project) -> None:
    project.write(
        {
            "lib.py": """
        def add(a, b):
            while a + b > 4 - 1:
                pass
            return 3
    """
        }
    )
    steps = answer(project, "--mutants", "3", "--timeout", "6")["steps"]
    assert any(step["cut"] for step in steps)


def test_settings_that_select_do_not_spoil_the_full_run(project: Project) -> None:
    project.write({"pytest.ini": "[pytest]\naddopts = --impacted -x\nimpacted = true\n"})
    [step] = answer(project, "--mutants", "1")["steps"]
    assert (step["tests"], step["selected"], step["changed"]) == (2, 1, 1)


def test_editable_install_is_not_taken_for_the_copy(project: Project) -> None:
    project.write({"conftest.py": f"import sys\nsys.path.insert(0, {str(project.root)!r})\nimport lib\n"})
    assert "and not its copy" in fault(audit(project, "--mutants", "1"))


@pytest.mark.parametrize(("arguments", "told"), [
    (("--mutants", "1", "--path", "nowhere"), "There is nothing at nowhere."),
    (("--mutants", "1", "--path", ".."), "is not under"),
    (("--commits", "1"), "is no git checkout"),
    (("--mutants", "1", "--resume"), "no audit to resume"),
])  # fmt: skip
def test_refused(project: Project, arguments: tuple[str, ...], told: str) -> None:
    assert told in fault(audit(project, *arguments))


@pytest.mark.parametrize(("files", "told"), [
    ({name: None for name in FILES if name.startswith("test_")}, "finds no tests"),
    ({"lib.py": None, "test_add.py": None}, "no Python code to break"),
    ({"conftest.py": "import nothing_of_this_name\n"}, "No module named 'nothing_of_this_name'"),
])  # fmt: skip
def test_nothing_to_measure(project: Project, files: dict[str, str | bytes | None], told: str) -> None:
    project.write(files)
    assert told in fault(audit(project, "--mutants", "1"))


@pytest.mark.parametrize("arguments", [
    (), ("--mutants", "0"), ("--mutants", "x"), ("--mutants", "1", "--commits", "1"), ("--mutants", "1", "--faster"),
    ("--mutants", "1", "--timeout", "-1"), ("--mutants", "1", "--fresh", "--resume"),
])  # fmt: skip
def test_wrong_options(project: Project, arguments: tuple[str, ...]) -> None:
    ended = audit(project, *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[-1].startswith(("impact audit: error: ", "impact: error: "))
    assert "Traceback" not in ended.stderr


def test_no_place_for_the_journal(project: Project) -> None:
    project.write({".impact": "a file\n"})
    assert "can't be written" in fault(audit(project, "--mutants", "1"))


def test_unknown_pytest_argument(project: Project) -> None:
    ended = audit(project, "--mutants", "1", to_pytest=("--nonsense",))
    assert "unrecognized arguments: --nonsense" in fault(ended)
