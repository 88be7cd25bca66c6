"""Which strings spell identifiers for who formats, renders or evaluates them."""

from __future__ import annotations

import pytest

from impact.source.spelling import identifiers_in

LONG = "word " * 60


@pytest.mark.parametrize(("text", "identifiers"), [
    ("word", {"word"}),
    ("a.b:c", {"a", "b", "c"}),
    ("<{0.a}>", {"a"}),
    ("{{ o.a }} text", {"o", "a", "text"}),
    ("%(a)s of", {"a", "s", "of"}),
    ("Hi $a", {"Hi", "a"}),
    ("<% a %>", {"a"}),
    ("% if a:\nyes\n% endif", {"if", "a", "yes", "endif"}),
    ("lib.FLAG == 1", {"lib", "FLAG"}),
    ("FLAG > 1", {"FLAG"}),
    ("A or not B", {"A", "or", "not", "B"}),
    ("'a' in (B, C)", {"a", "in", "B", "C"}),
    ("-a", {"a"}),
    ("import a\nb", {"import", "a", "b"}),
    (f"{LONG}{{a}}", {"word", "a"}),
    ("ﬁ {e}", {"fi", "e"}),
])  # fmt: skip
def test_templates_and_expressions(text: str, identifiers: set[str]) -> None:
    assert set(identifiers_in(text)) == identifiers


@pytest.mark.parametrize("text", [
    "", "  ", "12", "some label text", "no-word", "path/to", "The end. Another", "It is.", "what?", "Note: label", LONG,
    "a, b " * 60, "100% of it is done",
])  # fmt: skip
def test_ordinary_words(text: str) -> None:
    assert identifiers_in(text) == ()
