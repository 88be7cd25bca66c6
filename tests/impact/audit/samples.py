"""Steps and baselines to try with."""

from __future__ import annotations

from impact.audit.model import Change, Observation, Step
from impact.audit.question import Baseline

MISS = Change("test_a.py::test_a", "passed", "failed")
BASELINE = Baseline(
    Observation({"t.py::a": "passed"}, frozenset({"t.py::a"}), frozenset({"t.py"}), 3.5), frozenset({"t.py::b"})
)


def step(name: str, selected: int = 1, changed: int = 0, missed: tuple[Change, ...] = (), cut: bool = False) -> Step:
    """A step of ten tests, ten seconds for all of them, and one for each selected."""
    return Step(
        name=name, title=f"lib.py:1: {name}", kind="operators", tests=10, selected=selected, full_seconds=10.0,
        selected_seconds=float(selected), changed=changed, missed=missed, cut=cut,
    )  # fmt: skip
