"""Applying edits: what stands first is put in first, in every process."""

from codemods.edits import apply
from codemods.model import Edit


def test_insertions_at_one_place_keep_their_order() -> None:
    edits = [Edit(1, 1, f"{number},") for number in range(20)]
    assert apply("ab", edits) == "a" + "".join(edit.text for edit in edits) + "b"
    assert apply("ab", [*edits, *edits]) == apply("ab", edits)
