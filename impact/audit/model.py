"""The values of the audit: mutations, observed runs, and what comparing them tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SESSION = "(the whole session)"
"""Stands for the run as such where it could not even begin, or died."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One piece of a source replaced by another text; `start` and `end` are offsets in bytes."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """One breakage: where, of which kind, and the edit that makes it; `path` has forward slashes."""

    path: str
    line: int
    kind: str
    before: str
    after: str
    edit: Edit

    @property
    def name(self) -> str:
        """The identity among all mutations of one tree."""
        return f"{self.path}:{self.line}:{self.edit.start}-{self.edit.end}:{self.kind}:{self.after}"


@dataclass(frozen=True, slots=True)
class Observation:
    """One finished run of pytest.

    - `outcomes`: by node id; a file or class whose collection failed or was skipped has one too.
    - `selected`: the node ids that were to run, after deselection.
    - `collected`: the files and folders that were collected, by node id.
    - `seconds`: the duration of the whole process.
    - `broken`: pytest could not begin, or died.
    - `cut`: it was stopped because its time was up.
    - `strangers`: modules loaded from the project itself, where they should have come from the copy.
    - `tail`: the last lines of the output.
    """

    outcomes: Mapping[str, str] = field(default_factory=dict)
    selected: frozenset[str] = frozenset()
    collected: frozenset[str] = frozenset()
    seconds: float = 0.0
    broken: bool = False
    cut: bool = False
    strangers: tuple[str, ...] = ()
    tail: str = ""

    @property
    def reached(self) -> frozenset[str]:
        """The node ids that the run was about, whether or not it came to them."""
        return self.selected.union(self.outcomes)


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A test that ended otherwise than before; "absent" and "gone" stand for one that was, or is, not there."""

    nodeid: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed; of that, what the selection did not reach; and what it reached and saw end in another way."""

    changed: tuple[Change, ...] = ()
    missed: tuple[Change, ...] = ()
    unlike: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One finished step, a mutant or a commit; durations in seconds.

    `title` tells of it in one line; `changed` counts the tests that ended otherwise; `restless` are tests that were
    left out because they end now so, now so; `cut` says that the full run was stopped.
    """

    name: str
    title: str
    kind: str
    tests: int
    selected: int
    full_seconds: float
    selected_seconds: float
    changed: int
    missed: tuple[Change, ...] = ()
    unlike: tuple[Change, ...] = ()
    restless: tuple[str, ...] = ()
    cut: bool = False

    @property
    def fraction(self) -> float:
        """The part of the tests that the selection ran."""
        return self.selected / self.tests if self.tests else 0.0
