"""What runs the scenarios."""

from __future__ import annotations

import pytest

from tests.scenarios.runner import Runner


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """What runs pytest in fresh processes."""
    return Runner(tmp_path_factory.mktemp("runner"))
