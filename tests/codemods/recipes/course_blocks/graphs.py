"""Random courses: graphs of blocks without circles, their fields, and who looks at them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Course = tuple[dict[int, list[int]], dict[int, dict[str, Any]]]

_KINDS: list[dict[str, Any]] = [
    {},
    {"category": "library"},
    {"category": "split"},
    {"staff_only": True},
    {"start": 4},
    {"start": 7, "category": "split"},
    {"proctored": True},
    {"proctored": True, "category": "split"},
    {"gate": "locked"},
    {"gate": "ajar", "draft": True},
    {"draft": True, "category": "library"},
]
USAGES = st.fixed_dictionaries(
    {
        "staff": st.booleans(),
        "day": st.integers(0, 8),
        "drawn": st.frozensets(st.integers(0, 12)),
        "most": st.integers(1, 9),
    }
)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Draw the children and the fields of each block; 0 is the root, a block may have several parents."""
    number = draw(st.integers(1, 12))
    children: dict[int, list[int]] = {}
    for block in range(1, number):
        for parent in sorted({draw(st.integers(0, block - 1)) for _ in range(draw(st.integers(1, 2)))}):
            children.setdefault(parent, []).append(block)
    return children, dict(enumerate(draw(st.lists(st.sampled_from(_KINDS), min_size=number, max_size=number))))
