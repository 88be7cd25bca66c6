"""What fails comes first, then what takes long."""

from __future__ import annotations

import math

from impact.selection.choice import Choice, Reason, Why
from impact.selection.ordering import UNKNOWN, file_weights


def test_weights() -> None:
    changed, failed = Reason(Why.CHANGED, 1), Reason(Why.FAILED, 2)
    choice = Choice(
        impacted={"a.py::one": changed, "a.py::two": changed, "b.py::one": failed, "c.py::new": Reason(Why.UNKNOWN)},
        durations={"a.py::one": 2.0, "a.py::two": 3.0, "b.py::one": 0.1},
    )
    assert file_weights(choice) == {"a.py": 5.0, "b.py": math.inf, "c.py": 0.0}
    assert 5.0 < UNKNOWN < math.inf
