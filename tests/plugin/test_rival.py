"""Beside pytest-impacted, which has the same flag: one line says so, and each of the two can be switched off."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.plugin.project import Project

RIVAL = {
    "rival/pytest_impacted/__init__.py": "",
    "rival/pytest_impacted/plugin.py": """
        def pytest_addoption(parser):
            parser.getgroup("impacted").addoption("--impacted", action="store_true")

        def pytest_unconfigure(config):
            print("the rival:", config.option.impacted)
    """,
    "rival/pytest_impacted-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: pytest-impacted\nVersion: 1.0\n",
    "rival/pytest_impacted-1.0.dist-info/entry_points.txt": "[pytest11]\nimpacted = pytest_impacted.plugin\n",
    "test_one.py": "def test_one(): pass\n",
}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 4, "switch one of them off with -p no:impacted or -p no:openedx"),
        (["--impacted"], 4, "switch one of them off with -p no:impacted or -p no:openedx"),
        (["-popenedx", "--impacted"], 4, "switch one of them off with -p no:impacted or -p no:openedx"),
        (["-pimpacted", "--impacted"], 4, "switch one of them off with -p no:impacted or -p no:openedx"),
        (["-pno:impacted", "--impacted"], 0, "impacted: 1 test run, recorded"),
        (["-pno:impacted", "--impacted", "-n2"], 0, "impacted: 1 test run, recorded"),
        (["-pno:openedx", "--impacted"], 0, "the rival: True"),
    ],
)
def test_beside_pytest_impacted(project: Project, arguments: list[str], code: int, told: str) -> None:
    project.write(RIVAL)
    # Both are found by their entry points, as wherever they are installed.
    project.environment = {"PYTHONPATH": str(project.root / "rival"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-pno:asyncio", "-pno:django", "-pno:hypothesispytest", *arguments],
        cwd=project.root,
        env=project.variables(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == code
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
