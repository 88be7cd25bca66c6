"""What was chosen: the impacted tests with the reasons, those that rest, and the files that need not be collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from impact.model import Outcome


class Why(StrEnum):
    """Why a known test is impacted."""

    CHANGED = "changed"
    FAILED = "failed"
    UNKNOWN = "new"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one test is impacted. `record` is the id of the kept record that comes nearest, if there is one."""

    why: Why
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The verdict on every known test, by node id; durations are in seconds.

    - `resting`: the tests that are deselected, and the duration saved; those of unopened files are not among them.
    - `outcomes`: how the resting tests ended when they last ran.
    - `impacted`: known tests that run.
    - `durations`: recorded durations of the impacted tests, where there is one.
    - `unopened`: files of which all tests rest and nobody looked at one: how many there are, and the duration saved.
    - `resting_files`: files whose tests all rest and whose collection would find the same tests.
    - `known_files`: all files that were ever collected in this environment and are there now.
    - `uncertain_files`: files of which only a collection tells which tests they hold now.
    - `missing`: such files that are not there; their tests are in none of the above.
    - `gone`: the tests of the missing files.
    """

    resting: dict[str, float] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    impacted: dict[str, Reason] = field(default_factory=dict)
    durations: dict[str, float] = field(default_factory=dict)
    unopened: dict[str, tuple[int, float]] = field(default_factory=dict)
    resting_files: frozenset[str] = frozenset()
    known_files: frozenset[str] = frozenset()
    uncertain_files: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()

    @property
    def known(self) -> int:
        """The number of tests that the map knows in this environment."""
        return self.deselected + len(self.impacted)

    @property
    def deselected(self) -> int:
        """The number of tests that rest."""
        return len(self.resting) + sum(tests for tests, _ in self.unopened.values())

    @property
    def saved(self) -> float:
        """Seconds that the resting tests took when they last ran."""
        return sum(self.resting.values()) + sum(seconds for _, seconds in self.unopened.values())
