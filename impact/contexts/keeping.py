"""Importing from end to end: what was measured is read, judged, and written to the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from impact.contexts.asking import Told
from impact.contexts.importing import Importer
from impact.contexts.measured import read_measured
from impact.contexts.outcomes import all_passed, read_junit
from impact.contexts.standing import require_measured_tree
from impact.errors import MapAbsent
from impact.map.reader import MapReader
from impact.map.writer import MapWriter
from impact.recording.territory import Territory
from impact.tree_state import TreeState

_PORTION = 2000
"""So many records are written at once."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests were measured and imported, and how many had records already, which stay."""

    measured: int
    imported: int
    known: int


def import_contexts(data: Path, told: Told, map_path: Path, junit: Path | None, commit: str | None) -> Counts:
    """Write records of the tests that have none in this environment. Without `junit`, all have passed.

    :raises ContextsUnusable: if the data, or the tree, is not what it must be.
    :raises MapError: if the map can't be read or written.
    """
    territory = Territory(told.root)
    tree = TreeState(str(told.root), outputs=_outputs(told.root, data, junit))
    importer = Importer(territory, told.environment, told.configured)
    for measured in read_measured(data, lambda path: (told.root / path).is_file()):
        importer.take(measured)
    require_measured_tree(data, told.root, tree.places(), commit)
    tests = importer.tests
    known = _known(map_path, told)
    fresh = [nodeid for nodeid in tests if nodeid not in known]
    ended = read_junit(junit, fresh) if junit is not None else all_passed(fresh)
    batch = importer.batch(ended, tree)
    with MapWriter(map_path) as writer:
        for start in range(0, len(batch.records), _PORTION):
            records = batch.records[start : start + _PORTION]
            writer.write(replace(batch, records=records, analyses=batch.analyses if not start else {}))
    return Counts(len(tests), len(batch.records), len(tests) - len(fresh))


def _known(map_path: Path, told: Told) -> set[str]:
    try:
        with MapReader(map_path) as reader:
            return {record.test for record in reader.records(told.environment.digest)}
    except MapAbsent:
        return set()


def _outputs(root: Path, *paths: Path | None) -> list[str]:
    """Return the places of what the measuring run has written."""
    found = [path.absolute() for path in paths if path is not None]
    return [each.relative_to(root).as_posix() for each in found if each.is_relative_to(root)]
