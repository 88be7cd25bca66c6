"""The text form of an analysis."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.source.analysis import FORMAT, Analysis, Block, Sort, Statement
from impact.source.reader import analyse

TEXT = st.text(st.characters(), max_size=8)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
BLOCKS = st.builds(Block, TEXT, TEXT, st.integers(1, 9999), TEXT, TEXTS, TEXTS.map(frozenset))
STATEMENTS = st.builds(
    Statement, TEXT, st.sampled_from(Sort), TEXT, TEXTS, TEXTS.map(frozenset), st.booleans(), TEXTS, TEXTS, TEXTS, TEXT
)
ANALYSES = st.builds(
    Analysis,
    st.lists(BLOCKS, max_size=3).map(tuple),
    TEXT,
    TEXT,
    TEXTS,
    st.lists(STATEMENTS, max_size=3).map(tuple),
    TEXTS,
)


@settings(deadline=None)
@given(ANALYSES)
def test_text_and_back(analysis: Analysis) -> None:
    assert Analysis.from_text(analysis.to_text()) == analysis


def test_text_of_a_source_is_the_same_each_time() -> None:
    source = Path(__file__).read_bytes()
    assert analyse(source).to_text() == analyse(source).to_text()
    assert Analysis.from_text(analyse(source).to_text()) == analyse(source)


GOOD: list[object] = [
    FORMAT,
    ["a"],
    "l",
    "d",
    [0],
    [0],
    [["f", "f", 1, "x", [], [0]]],
    [["", "def", "x", [0], [0], 1, [], [], [], "def a"]],
]


def _with(place: int, value: object) -> str:
    return json.dumps([*GOOD[:place], value, *GOOD[place + 1 :]])


@pytest.mark.parametrize("text", [
    "", "{}", "[]", "null", "[" * 100_000, json.dumps(GOOD[:-1]), json.dumps([*GOOD, 1]),
    _with(0, FORMAT + 1), _with(0, "1"), _with(1, [1]), _with(1, []), _with(2, None), _with(4, ["a"]), _with(4, [-1]),
    _with(4, [1]), _with(4, [True]), _with(5, ["a"]), _with(5, [1]), _with(6, [[]]), _with(6, [1]),
    _with(6, [["f", "f", "1", "x", [], []]]), _with(7, [["", "nonsense", "x", [0], [0], 1, [], [], [], ""]]),
    _with(7, [["", "def"]]), _with(7, {}),
])  # fmt: skip
def test_other_text_is_refused(text: str) -> None:
    Analysis.from_text(json.dumps(GOOD))
    with pytest.raises(ValueError):  # noqa: PT011 - the kind of error is the contract
        Analysis.from_text(text)
