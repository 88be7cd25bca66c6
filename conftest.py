"""What every test of the repository shares: pytester, a browser, the two profiles of Hypothesis, and an order."""

from __future__ import annotations

import os

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest first: at the end, a process would work on one of them while the others have nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("real") is None)
