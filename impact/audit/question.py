"""What an audit was asked, and what it measures before its first step."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from impact.audit.model import Observation


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    - `steps`: how many mutants or commits.
    - `limit`: the folder or file, under the project, that mutants are kept to.
    - `timeout`: seconds that one run may take; None: five times what the full suite took, and a minute at least.
    - `arguments`: what pytest is given besides.
    """

    steps: int
    seed: int = 0
    limit: Path | None = None
    timeout: float | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The full suite on the tree as it is, and the tests that ended in two ways although nothing was edited."""

    full: Observation
    restless: frozenset[str] = field(default_factory=frozenset)

    def time_allowed(self, asked: float | None) -> float:
        """Return the seconds that one run on a mutant may take."""
        return asked if asked is not None else max(60.0, 5 * self.full.seconds)
