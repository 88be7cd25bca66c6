"""The faults of importing from coverage's data, and of writing such data."""

from __future__ import annotations

from pathlib import Path

from impact.errors import ImpactError


class ContextsUnusable(ImpactError):
    """No records can be made of the data file at `path`."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} can't be imported: {reason}")
        self.path, self.reason = path, reason


class EnvironmentUntold(ImpactError):
    """Pytest does not start, so that nobody knows under what the tests ran."""

    def __init__(self, told: str) -> None:
        super().__init__(
            f"Pytest can't tell under what tests run here: {told}. Give after -- what it is started with otherwise."
        )
        self.told = told
