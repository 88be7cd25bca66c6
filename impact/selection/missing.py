"""The tests of files that are not there any more: they take no part in a selection."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from impact.model import file_of
from impact.selection.choice import Choice
from impact.selection.opening import Files


def without_missing(files: Files, choice: Choice, path_of: Callable[[str], str]) -> Choice:
    """Leave out the tests of files that are not there; `path_of` gives the absolute path of a place."""
    missing = {path for path in choice.known_files if not os.path.exists(path_of(path))}
    if not missing:
        return choice
    choice = files.open(choice, missing)
    return replace(
        choice,
        resting={nodeid: value for nodeid, value in choice.resting.items() if file_of(nodeid) not in missing},
        impacted={nodeid: value for nodeid, value in choice.impacted.items() if file_of(nodeid) not in missing},
        known_files=choice.known_files - missing,
        uncertain_files=choice.uncertain_files - missing,
        missing=frozenset(missing),
        gone=tuple(
            nodeid for nodeid in (*choice.resting, *choice.impacted, *choice.known_files) if file_of(nodeid) in missing
        ),
    )
