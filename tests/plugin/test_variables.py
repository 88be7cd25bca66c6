"""Environment variables: who reads one by its name, and who goes through all of them."""

from __future__ import annotations

import pytest

from tests.plugin.project import Project

FILES = {
    "lib.py": """
        import os

        def copied():
            return dict(os.environ)

        def unpacked():
            return {**os.environ, "MORE": "1"}

        def with_prefix():
            return {key: value for key, value in os.environ.items() if key.startswith("SHOP_")}

        def named():
            return os.environ.get("GITHUB_RUN_ID")
    """,
    "test_lib.py": """
        import lib

        def test_copied(): lib.copied()
        def test_unpacked(): lib.unpacked()
        def test_with_prefix(): lib.with_prefix()
        def test_named(): lib.named()
    """,
}
GOING_THROUGH = {"test_copied", "test_unpacked", "test_with_prefix"}


@pytest.mark.parametrize(
    ("variable", "ran"),
    [("GITHUB_RUN_ID", {"test_named"}), ("OLDPWD", set()), ("SHOP_CURRENCY", GOING_THROUGH), ("OTHER", GOING_THROUGH)],
)
def test_who_runs_when_a_variable_is_another(project: Project, variable: str, ran: set[str]) -> None:
    project.write(FILES)
    project.environment[variable] = "1"
    project.impacted()
    project.environment[variable] = "2"
    assert project.impacted().ran == ran
    assert project.impacted().ran == set()
