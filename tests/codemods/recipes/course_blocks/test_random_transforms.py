"""Transforms made at random: whatever becomes a filter leaves the same blocks as before, in the same order."""

from __future__ import annotations

import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from codemods.codemod import Bound
from codemods.edits import apply
from codemods.registry import find
from codemods.running.examining import examine
from codemods.sources.opening import Place
from tests.codemods.recipes.course_blocks.copies import CAMPUS, imported
from tests.codemods.recipes.course_blocks.graphs import USAGES, Course, courses

HEAD = """\
from campus.transformer import BlockStructureTransformer


class Made(BlockStructureTransformer):
    VERSION = 1

    @classmethod
    def name(cls):
        return "made"

    def transform(self, usage_info, block_structure):
"""
_WHEN = st.sampled_from(["usage_info['staff']", "usage_info['day'] > 3", "chosen", "len(usage_info['drawn']) > 2"])
_WHICH = st.sampled_from(
    [
        "key % 3 == 1",
        "key in usage_info['drawn']",
        "block_structure.get_xblock_field(key, 'category') == 'split'",
        "block_structure.get_xblock_field(key, 'draft')",
        "not block_structure.get_children(key)",
        "len(block_structure.get_parents(key)) > 1",
    ]
)
_KEEPING = st.sampled_from(["", "", ", keep_descendants=True", ", False"])
_REMOVAL = st.builds("block_structure.remove_block_if(lambda key: {}{})".format, _WHICH, _KEEPING)
_PLAIN = st.sampled_from(
    ["chosen = usage_info['day']", "return", "return None", "pass", "chosen = set(block_structure.get_children(0))"]
)


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, min_size=1, max_size=3).map("\n".join)
    deeper = block.map(lambda text: textwrap.indent(text, "    "))
    return st.one_of(
        st.builds("if {}:\n{}".format, _WHEN, deeper),
        st.builds("if {}:\n{}\nelse:\n{}".format, _WHEN, deeper, deeper),
        st.builds("for chosen in range(2):\n{}".format, deeper),
        st.builds("try:\n{}\nexcept KeyError:\n{}".format, deeper, deeper),
    )


_STATEMENT = st.recursive(st.one_of(_REMOVAL, _PLAIN), _around, max_leaves=5)
MANY = 120
BODIES = st.lists(st.one_of(_REMOVAL, _STATEMENT), min_size=1, max_size=4).map("\n".join)


@pytest.fixture(scope="module")
def campus() -> ModuleType:
    return imported(Path(CAMPUS), "structure", "transformers", "transformer")


@pytest.fixture(scope="module")
def bound() -> Bound:
    [codemod] = find(["filtering-transformer"])
    return Bound.to(codemod, {})


def left_by(campus: ModuleType, source: str, course: Course, usage: dict[str, Any]) -> list[Any]:
    """Run the transformer that a source holds; return the blocks, or how it fails."""
    space: dict[str, Any] = {}
    exec(compile(source, "made.py", "exec"), space)
    structure = campus.structure.BlockStructure(0, *course)
    try:
        campus.transformers.BlockStructureTransformers([space["Made"]()], usage).transform(structure)
    except UnboundLocalError as error:
        return [str(error)]
    return [(key, structure.get_children(key)) for key in structure]


@given(body=BODIES, course=courses(), usage=USAGES)
@settings(max_examples=MANY, deadline=None)
def test_the_same_blocks(campus: ModuleType, bound: Bound, body: str, course: Course, usage: dict[str, Any]) -> None:
    source = f"{HEAD}        chosen = 0\n{textwrap.indent(body, '        ')}\n"
    examined = examine(Place("made.py", "made", ""), source.encode(), [bound])
    after = apply(source, examined.edits)
    event("became a filter" if examined.edits else "stays")
    assert ("transform_block_filters" in after) == bool(examined.edits)
    assert left_by(campus, source, course, usage) == left_by(campus, after, course, usage)
    again = examine(Place("made.py", "made", ""), after.encode(), [bound])
    assert not again.edits
