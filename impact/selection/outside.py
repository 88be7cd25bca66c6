"""The choice of tests without pytest: for commands that are asked between two runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from impact.map.condition import FOLDER_NAME
from impact.map.reader import MapReader
from impact.model import Dependency, Kind
from impact.recording.territory import Territory
from impact.selection.choice import Choice
from impact.selection.choosing import Staleness
from impact.selection.opening import Files
from impact.selection.present import Present, look_around
from impact.tree_state import TreeState


@dataclass(frozen=True, slots=True)
class OutsideChoice:
    """What would be chosen now, in the environment with this digest. What pytest alone can tell counts as unchanged:
    its configuration, and whether there are new tests."""

    environment: str
    choice: Choice
    present: Present


def root_of(map_path: Path, given: Path | None = None) -> Path:
    """Return the root of the project of a map: the given one, or the folder that holds `.impact`, or this one."""
    if given is not None:
        return given.resolve()
    folder = map_path.resolve().parent
    return folder.parent if folder.name == FOLDER_NAME else Path.cwd()


def choose_outside(reader: MapReader, root: Path) -> OutsideChoice | None:
    """Choose for the environment in which tests ran last; None where the map knows of no test."""
    environments = reader.environments()
    if not environments:
        return None
    other = _configurations(reader)
    tree = TreeState(str(root), reader.path.with_name("tree.json"))
    present = look_around(reader, Territory(root).path, other, tree.present)
    environment = environments[0][0]
    choice = Files(reader, environment, Staleness(reader, present)).choose(everything=True)
    return OutsideChoice(environment, choice, present)


def _configurations(reader: MapReader) -> dict[Dependency, str]:
    return {each.dependency: each.sighting.content for each in reader.known() if each.kind == Kind.CONFIGURATION}
