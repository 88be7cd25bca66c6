"""What every test of the repository shares: pytester, and the two profiles of Hypothesis."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]

# A shared machine is slow at its own hours, so neither profile has a deadline. In CI the same examples come each time:
# a pull request must not fail on a case that its author never saw.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
