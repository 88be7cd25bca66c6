"""The promises of the repository itself: one test line, three packages in the wheel, interpreters that tox can find."""

from __future__ import annotations

import runpy
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {"pytest_openedx", "impact", "codemods"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of nothing but `.ci/run`, from which another README can be read."""
    runner = tmp_path / ".ci" / "run"
    runner.parent.mkdir()
    runner.write_bytes((ROOT / ".ci" / "run").read_bytes())
    runner.chmod(0o755)
    return tmp_path


def run_ci(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([checkout / ".ci" / "run"], capture_output=True, text=True, cwd="/", check=False)


def write_readme(checkout: Path, line: str) -> None:
    (checkout / "README.md").write_text(
        f"Words.\n<!-- test line -->\n```sh\n{line}\n```\n<!-- end -->\n```sh\nexit 3\n```\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason=".ci/run is a shell script")
class TestCiRun:
    def test_runs_the_line_of_the_readme_from_the_root(self, checkout: Path) -> None:
        write_readme(checkout, "pwd && cat")
        ended = run_ci(checkout)
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.splitlines() == ["+ pwd && cat", str(checkout.resolve())]

    def test_ends_as_the_line_ends(self, checkout: Path) -> None:
        write_readme(checkout, "true && exit 7")
        assert run_ci(checkout).returncode == 7

    def test_names_the_markers_when_the_line_is_lost(self, checkout: Path) -> None:
        (checkout / "README.md").write_text("Words.\n")
        ended = run_ci(checkout)
        assert ended.returncode == 2
        assert "<!-- test line -->" in ended.stderr


@pytest.mark.parametrize("name", ["main", "test"])
def test_the_readme_does_each_job_in_one_line_with_its_own_environment(name: str) -> None:
    _, rest = (ROOT / "README.md").read_text(encoding="utf-8").split(f"<!-- {name} line -->")
    opening, line, closing = rest.split("<!-- end -->")[0].strip().splitlines()
    assert (opening, closing) == ("```sh", "```")
    commands = " ".join(shlex.split(line)).split(" && ")
    assert commands[0] == "python3 -m venv .venv"
    assert all(each.startswith(".venv/bin/") for each in commands[1:])
    scripts = [word for word in shlex.split(line) if word.endswith(".py")]
    assert all((ROOT / each).is_file() for each in scripts)


def test_the_wheel_holds_the_three_packages_with_their_types(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("pytest_openedx-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {each.split("/")[0] for each in names if ".dist-info/" not in each} == PACKAGES
    assert {f"{each}/py.typed" for each in PACKAGES} <= set(names)
    assert any(each.endswith("licenses/LICENSE") for each in names)


def test_nothing_excludes_a_newer_python_or_a_newer_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = [project["requires-python"], *project["dependencies"]]
    requirements += [each for extra in project["optional-dependencies"].values() for each in extra]
    assert [each for each in requirements if "<" in each or "==" in each or "~=" in each] == []


def test_tox_is_shown_the_final_releases_that_are_recent_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ["2.7.18", "3.9.18", "3.10.13", "3.11.7", "3.12.1", "3.13.0", "3.13.0t", "3.14.0rc1", "3.20.1"]:
        binary = tmp_path / "versions" / version / "bin" / "python"
        binary.parent.mkdir(parents=True)
        binary.touch()
    monkeypatch.setenv("TOX_DISCOVER", "the caller's own")
    list_interpreters = runpy.run_path(str(ROOT / "toxfile.py"))["list_interpreters"]
    found = [Path(each).parts[-3] for each in list_interpreters(tmp_path)]
    assert found == ["3.11.7", "3.12.1", "3.13.0", "3.20.1"]
