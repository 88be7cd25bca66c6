"""The catalogue: its page is up to date, and each docstring's before and after is what the codemod does."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from codemods.cataloguing import page
from codemods.registry import load, on_shelf
from codemods.testing import check

PAGE = Path(__file__).parents[2] / "docs" / "codemods-catalogue.md"
_BLOCK = re.compile(r"^(Before|After)(?:, with ``(?P<set>.*?)``)?::\n\n((?:\n|    .*\n?)+)", re.MULTILINE)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load(*each) for each in on_shelf())


@pytest.mark.parametrize("name", [name for name, _ in on_shelf()])
def test_before_and_after(name: str) -> None:
    if name == "django-upgrade":
        pytest.importorskip("django_upgrade")
    codemod = load(*next(each for each in on_shelf() if each[0] == name))
    if codemod.plan is not None:
        pytest.skip("what it does takes a whole tree: its own tests hold its docstring against that")
    doc = codemod.doc
    blocks = {found[1]: textwrap.dedent(found[3]).strip("\n") + "\n" for found in _BLOCK.finditer(doc)}
    given = [found["set"] for found in _BLOCK.finditer(doc) if found["set"]]
    options = dict(word.split("=", 1) for text in given for word in text.split() if "=" in word)
    check(name, blocks["Before"], blocks["After"], **options)
