"""Which records of a test stay in the map when another is observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

KEPT = 8
"""How many records of a test in one environment are kept, of those that rest and of those that failed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the map keeps it; two entries are one if their digests are equal.

    `seen` is in milliseconds since 1970; `sets` are ids of claim sets; `outcome` and `duration` (seconds) are
    refreshed when the same is observed again.
    """

    digest: str
    rests: bool
    seen: int
    sets: tuple[int, ...]
    outcome: str = field(default="", compare=False)
    duration: float = field(default=0.0, compare=False)


def settle(kept: list[Entry], observed: Entry, holds: Callable[[Entry], bool]) -> list[Entry]:
    """Return what to keep of one test in one environment after `observed`, which comes last.

    A fresh failure disproves every resting record that holds now; a fresh pass, every failure that holds now.
    A failure is forgotten only by a pass, never merely because there are many.
    """
    others = [entry for entry in kept if entry.digest != observed.digest]
    others = [entry for entry in others if entry.rests == observed.rests or not holds(entry)]
    others.sort(key=lambda entry: (entry.seen, entry.digest), reverse=True)
    resting = [entry for entry in others if entry.rests]
    failed = [entry for entry in others if not entry.rests]
    if observed.rests:
        return [*failed[:KEPT], *resting[: KEPT - 1], observed]
    return [*failed, *resting[:KEPT], observed]
