"""What all tests of the repository share: pytester, a browser, the profiles of Hypothesis, an order, and a mark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester", "tests.browser"]

# A shared machine is slow at its own hours, so neither profile has a deadline. In CI the same examples come each time:
# a pull request must not fail on a case that its author never saw.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

ROOT = Path(__file__).parent
# Dear tests of what does not differ between the Pythons that run it.
ONCE = (
    *(f"tests/codemods/{name}" for name in ("cli", "plans", "proof", "recipes", "catalogue/test_properties.py")),
    *(f"tests/impact/{name}" for name in ("cli/test_audit.py", "contracts", "map", "report", "sharing")),
    *(f"tests/plugin/test_{name}.py" for name in ("bad_map", "bad_sources", "contracts", "main_job", "narrowing")),
    *(f"tests/plugin/test_{name}.py" for name in ("options", "order", "plays_well", "report", "select_alike")),
    *(f"tests/plugin/test_{name}.py" for name in ("shared_maps", "workflow")),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what one Python is enough for, and put the longest first: else one process would work on it at the end."""
    for item in items:
        if item.path.relative_to(ROOT).as_posix().startswith(ONCE):
            item.add_marker("once")
    items.sort(key=lambda item: item.get_closest_marker("real") is None)
