"""In which order files go to workers: what failed comes first, then what nobody knows, then the longest."""

from __future__ import annotations

import math
from collections import defaultdict

from impact.model import file_of
from impact.selection.choice import Choice, Why

UNKNOWN = 1e9
"""The weight of a file that no record tells of: more seconds than any file takes."""


def file_weights(choice: Choice) -> dict[str, float]:
    """Return a weight for each file with impacted tests: the seconds that these took, infinite after a failure.

    Workers are given work in order; the long pieces first, the short ones fill the gaps at the end (Graham's longest
    processing time rule). Tests of one file stay together, since they mostly share what is costly to set up.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for nodeid, reason in choice.impacted.items():
        seconds = math.inf if reason.why is Why.FAILED else choice.durations.get(nodeid, 0.0)
        weights[file_of(nodeid)] += seconds
    return dict(weights)
