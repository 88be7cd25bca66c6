"""A small project in a folder of its own, and plain runs of pytest in it, as a person would start them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project with a pytest.ini."""
    root = tmp_path / "project"
    root.mkdir()
    made = Project(root)
    made.write({"pytest.ini": "[pytest]\n"})
    return made
