"""Opening a frontend for a command line: its files, its graph, the allow-list and what recorded tests read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codemods.errors import CodemodError
from codemods.recipes.legacy_frontend.allowing import AllowList, read_allow_list
from codemods.recipes.legacy_frontend.dead import Verdict, judge
from codemods.recipes.legacy_frontend.evidence import read_by_tests
from codemods.recipes.legacy_frontend.graph.building import Frontend, build
from codemods.recipes.legacy_frontend.graph.files import list_files
from codemods.running.files import Root

ALLOW_LIST = "frontend-allow.toml"
"""The allow-list that is read where none is named, if it lies at the root."""


def open_frontend(words: Sequence[str]) -> tuple[Root, Frontend]:
    """Return the frontend below some places, by default the present folder, with the root that paths are told from.

    :raises CodemodError: if a place is not there, holds no file of a frontend, or a parser is missing.
    """
    places = [Path(word) for word in words] or [Path.cwd()]
    root = Root.around(places)
    return root, open_at(root, places)


def open_at(root: Root, places: Sequence[Path]) -> Frontend:
    """Return the frontend below some places of a root.

    :raises CodemodError: as above.
    """
    listing = list_files(root, places)
    if not listing.paths:
        raise CodemodError(f"There is no template, script, style or Python file below {', '.join(map(str, places))}.")
    return build(listing)


def open_verdict(root: Root, frontend: Frontend, allow: Path | None, given_map: Path | None) -> Verdict:
    """Return what is dead, by an allow-list (the given one, else that at the root) and the impact map, if there is one.

    :raises AllowListWrong: if the list can't be read.
    :raises MapError: if the map can't.
    """
    file = allow or root.path / ALLOW_LIST
    allowed = read_allow_list(file) if allow is not None or file.is_file() else AllowList()
    return judge(frontend, allowed, read_by_tests(root.path, given_map))
