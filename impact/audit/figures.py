"""What the steps of an audit come to."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from impact.audit.model import Step


@dataclass(frozen=True, slots=True)
class Figures:
    """The bars of an audit; fractions from 0 to 1, durations in seconds.

    - `noticed`: steps in which the full suite saw some test end otherwise (for mutants: the killed ones).
    - `missed`: outcomes that the selection would have missed, and `missing_steps` in how many steps.
    - `median`, `mean`: the fraction of the tests that the selection ran; `..._noticed` over the noticed steps alone.
    - `saved`: what the selection would have saved of `full_seconds`.
    - `restless`: tests left out because they ended in two ways although nothing was edited.
    """

    steps: int
    noticed: int
    missed: int
    missing_steps: int
    median: float
    mean: float
    median_noticed: float
    mean_noticed: float
    full_seconds: float
    selected_seconds: float
    restless: tuple[str, ...]
    cut: int

    @property
    def saved(self) -> float:
        """The part of the time that the selection would have saved; negative where it cost."""
        return 1 - self.selected_seconds / self.full_seconds if self.full_seconds else 0.0

    @classmethod
    def of(cls, steps: Sequence[Step], restless: frozenset[str] = frozenset()) -> Figures:
        """Sum up the steps; `restless` are the tests that the baseline left out."""
        fractions = [step.fraction for step in steps]
        noticed = [step.fraction for step in steps if step.changed]
        return cls(
            steps=len(steps),
            noticed=len(noticed),
            missed=sum(len(step.missed) for step in steps),
            missing_steps=sum(bool(step.missed) for step in steps),
            median=statistics.median(fractions or [0.0]),
            mean=statistics.fmean(fractions or [0.0]),
            median_noticed=statistics.median(noticed or [0.0]),
            mean_noticed=statistics.fmean(noticed or [0.0]),
            full_seconds=sum(step.full_seconds for step in steps),
            selected_seconds=sum(step.selected_seconds for step in steps),
            restless=tuple(sorted(restless.union(*(step.restless for step in steps)))),
            cut=sum(step.cut for step in steps),
        )
