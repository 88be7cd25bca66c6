"""Which records of a test stay in the map when another is observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from impact.model import Outcome

KEPT = 8
"""How many records of a test in one environment are kept, of those that rest and of those that failed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the map keeps it; two entries are one if their digests are equal.

    `seen` is in milliseconds since 1970, `duration` in seconds; `sets` are the packed ids of claim sets.
    """

    digest: str
    outcome: Outcome
    seen: int
    sets: bytes
    duration: float = 0.0

    @property
    def rests(self) -> bool:
        """Whether the test may rest while the claims hold."""
        return self.outcome.rests


def is_as_before(before: list[Entry], after: list[Entry]) -> bool:
    """Whether the last of the entries of a test after an observation is what it was before, and no other came or went.

    Where several were seen last, as in joined maps, none of them is the last one.
    """
    latest = max((entry.seen for entry in before), default=0)
    newest = {entry.digest for entry in before if entry.seen == latest}
    return newest == {after[-1].digest} and {each.digest for each in before} == {each.digest for each in after}


def settle(kept: list[Entry], observed: Entry, holds: Callable[[Entry], bool]) -> list[Entry]:
    """Return what to keep of one test in one environment after `observed`, which comes last.

    A fresh failure disproves every resting record that holds now; a fresh pass, every failure that holds now.
    A failure is forgotten only by a pass, never merely because there are many. That a test was not run says
    something only where nothing else is known of it.
    """
    if observed.outcome is Outcome.UNRUN and any(entry.outcome is not Outcome.UNRUN for entry in kept):
        return kept
    kept = [entry for entry in kept if entry.outcome is not Outcome.UNRUN]
    others = [entry for entry in kept if entry.digest != observed.digest]
    others = [entry for entry in others if entry.rests == observed.rests or not holds(entry)]
    others.sort(key=lambda entry: (entry.seen, entry.digest), reverse=True)
    resting = [entry for entry in others if entry.rests]
    failed = [entry for entry in others if not entry.rests]
    if observed.rests:
        return [*failed[:KEPT], *resting[: KEPT - 1], observed]
    return [*failed, *resting[:KEPT], observed]
