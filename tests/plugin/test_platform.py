"""Where and with what pytest runs: what makes another environment, and what does not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.plugin.project import Project


@pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["alone", "workers"])
def test_asking_for_the_platform_is_no_dependency(project: Project, spread: tuple[str, ...]) -> None:
    project.write(
        {
            "lib.py": "def f(): return 1\n",
            "test_lib.py": "import lib\n\ndef test_lib(): assert lib.f()\n",
            "test_platform.py": "import platform\n\ndef test_platform(): assert platform.platform()\n",
        }
    )
    project.impacted(*spread)
    project.replace("lib.py", "return 1", "return 2")
    assert project.impacted().ran == {"test_lib"}


def run_as_installed(project: Project) -> str:
    """Run `pytest --impacted` with all plugins that are installed, and return the last line."""
    project.environment = {"PYTHONPATH": str(project.root / "site"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""}
    away = [f"-pno:{name}" for name in ("asyncio", "django", "hypothesispytest", "cov")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--impacted", *away],
        cwd=project.root, env=project.variables(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.rstrip().rpartition("\n")[2]


def test_a_plugin_that_is_installed_makes_another_environment(project: Project) -> None:
    project.write({"test_one.py": "def test_one(): pass\n", "site/there.txt": ""})
    assert "1 test run, recorded" in run_as_installed(project)
    assert "0 of 1 test run" in run_as_installed(project)
    plugin = "import pytest\n\n@pytest.fixture(autouse=True)\ndef broken(): raise ValueError\n"
    about = "Metadata-Version: 2.1\nName: broken\nVersion: 1\n"
    project.write({"site/broken_plugin.py": plugin, "site/broken-1.dist-info/METADATA": about})
    project.write({"site/broken-1.dist-info/entry_points.txt": "[pytest11]\nbroken = broken_plugin\n"})
    assert "1 test run" in run_as_installed(project)


def test_deprecations_of_pytest_are_not_raised_by_us(project: Project) -> None:
    project.write({"test_one.py": "def test_one(): pass\n"})
    strict = [sys.executable, "-W", "error::DeprecationWarning", *project.command("--impacted")[1:]]
    done = subprocess.run(
        strict, cwd=project.root, env=project.variables(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
