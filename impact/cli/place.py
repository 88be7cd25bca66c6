"""Finding the impact map that a subcommand is about."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from impact.map.condition import FOLDER_NAME, locate


def add_map_option(parser: ArgumentParser) -> None:
    """Tell argparse how to find the map."""
    parser.add_argument(
        "--map",
        type=Path,
        metavar="PATH",
        help="the map or its folder; by default .impact here or in the nearest parent that has one",
    )


def find_map(given: Path | None, here: Path) -> Path:
    """Return the file of the map: the given one (file or folder), else that of the nearest `.impact` upwards.

    Where there is none, the place where it would be.
    """
    if given is not None:
        return locate(given)
    for folder in (here, *here.parents):
        if (folder / FOLDER_NAME).is_dir():
            return locate(folder / FOLDER_NAME)
    return locate(here / FOLDER_NAME)


def root_of(map_path: Path, here: Path) -> Path:
    """Return the root that a map is about: the folder of its `.impact`; for a map elsewhere, the present folder."""
    folder = map_path.absolute().parent
    return folder.parent if folder.name == FOLDER_NAME else here
