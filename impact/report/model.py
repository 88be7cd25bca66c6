"""What a report tells, as values."""

from __future__ import annotations

from dataclasses import dataclass

from impact.map.runs import PastRun


@dataclass(frozen=True, slots=True)
class ReportedTest:
    """One test as last observed: `seconds` are its duration, `impacted` counts the remembered runs that chose it.

    `sets` are indices of the report's sets.
    """

    nodeid: str
    outcome: str
    seconds: float
    impacted: int
    sets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportedDependency:
    """One thing that tests rest on; `executed` counts the tests that entered code of it, `reached` all that rest on it.

    A file that is no source is never executed.
    """

    kind: str
    place: str
    reached: int
    executed: int


@dataclass(frozen=True, slots=True)
class ReportedSet:
    """What some tests rest on together: indices of dependencies, those of which they executed something apart."""

    executed: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrecisionCost:
    """Something because of which an edit runs tests that need not be run; `tests` of them at most."""

    place: str
    tests: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page. `environments` counts those in the map, of which `environment` is told of."""

    project: str
    written: str
    environment: tuple[tuple[str, str], ...]
    environments: int
    runs: tuple[PastRun, ...]
    tests: tuple[ReportedTest, ...]
    dependencies: tuple[ReportedDependency, ...]
    sets: tuple[ReportedSet, ...]
    costs: tuple[PrecisionCost, ...]
