"""The values that the rooms of contracts hand to each other: chains, violations, verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field

Edge = tuple[str, str]
"""Importer and imported."""
Chain = tuple[str, ...]
"""Names of modules, each of which imports the next."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Imports that a contract forbids.

    Between two packages, `importer` and `imported` are set; for a protected module `imported` alone; for siblings in
    a circle `package`, their parent, is set, and each chain is one import to remove. The first chain is the
    lexicographically first of the shortest.
    """

    importer: str | None
    imported: str | None
    package: str | None
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one contract. With an `error` it could not be judged."""

    id: str
    name: str
    type: str
    violations: tuple[Violation, ...] = ()
    undeclared: tuple[str, ...] = ()
    """Modules that an exhaustive contract does not list."""
    stale: tuple[str, ...] = ()
    """What the baseline allows and the code no longer needs, a sentence each."""
    frozen: int = 0
    """Violations that the baseline, or an earlier revision, allows."""
    ignored: int = 0
    """Imports that the contract ignores."""
    warnings: tuple[str, ...] = ()
    guidance: str | None = None
    report: str = ""
    """What a custom contract says of its violations."""
    broken: bool = False
    """Whether a custom contract says that it is broken."""
    error: str | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the code keeps the contract; None where that can't be told."""
        if self.error is not None:
            return None
        return not (self.violations or self.undeclared or self.stale or self.broken)


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on all contracts, and what was noticed about the sources they were judged on."""

    verdicts: tuple[Verdict, ...]
    modules: int = 0
    edges: int = 0
    warnings: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    """Sources that can't be parsed or decoded: what they import is not known."""
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 if all is kept, 1 if something is broken, 2 if something could not be judged."""
        if self.faults or any(verdict.kept is None for verdict in self.verdicts):
            return 2
        return int(not all(verdict.kept for verdict in self.verdicts))
