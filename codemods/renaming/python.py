"""Renaming in one Python source: its imports, the names that these bind, and its strings."""

from __future__ import annotations

from codemods.model import Changed, Edit, Left, Unchanged, outcome_of
from codemods.names.dotted import Renames
from codemods.renaming.froms import rename_froms
from codemods.renaming.literals import rename_literals
from codemods.renaming.plain import rename_plain
from codemods.renaming.through import rename_through
from codemods.sources.python import Python


def rename_in_python(source: Python, renames: Renames) -> Changed | Unchanged:
    """Return the edits that give everything its new name, and the places where that can't be decided."""
    edits: list[Edit] = []
    left: list[Left] = []
    for rename in (rename_froms, rename_plain, rename_through, rename_literals):
        made, kept = rename(source, renames)
        edits += made
        left += kept
    return outcome_of((edit for edit in edits if source.text[edit.start : edit.end] != edit.text), left)
