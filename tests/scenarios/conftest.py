"""One fork server for the session: it imports pytest once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.runner import Runner


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """What runs pytest in fresh processes."""
    with Runner(tmp_path_factory.mktemp("runner")) as started:
        yield started
