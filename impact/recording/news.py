"""The news of one process since it last told: what is gathered for its next delta."""

from __future__ import annotations

from collections import defaultdict

from impact.recording.delta import Delta
from impact.recording.places import Place


class News:
    """What was booked. The attributes are those of a delta; they are filled directly, for much is booked."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget what was booked."""
        self.entered: defaultdict[str, set[int]] = defaultdict(set)
        self.touched: defaultdict[str, set[tuple[str, str, str, str]]] = defaultdict(set)
        self.modules: defaultdict[str, list[tuple[str, bool, str]]] = defaultdict(list)
        self.edges: set[tuple[str, str]] = set()
        self.kept: list[tuple[str, str, str, list[str]]] = []
        self.filled: list[tuple[str, str, list[int], list[int], bool]] = []
        self.closed: list[str] = []
        self.outcomes: list[tuple[str, str, float]] = []
        self.foreign: list[str] = []
        self.new: list[str] = []
        self.gone: list[str] = []

    def take(self, places: list[Place]) -> Delta:
        """Return what was booked, with the further places that it refers to, and begin anew."""
        delta = Delta(
            places=places,
            modules=dict(self.modules),
            entered={node: sorted(numbers) for node, numbers in self.entered.items() if numbers},
            touched={node: sorted(found) for node, found in self.touched.items()},
            edges=sorted(self.edges),
            kept=self.kept,
            filled=self.filled,
            closed=self.closed,
            outcomes=self.outcomes,
            foreign=self.foreign,
            new=self.new,
            gone=self.gone,
        )
        self.clear()
        return delta
