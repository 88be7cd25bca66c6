"""The selection that `pytest --impacted` would make, made without pytest, by the same rules on the same map.

What only a collection can tell (which tests a new file holds, or one whose module level changed) is told by file.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from impact.deciding.configuration import CONFIGURATION, Configuration, read_configuration
from impact.deciding.since import Past
from impact.deciding.situation import Situation, choose_environment
from impact.errors import EnvironmentUnknown, MapAbsent, MapDamaged, MapError, MapLocked, MapTooNew, MapTooOld
from impact.map.reader import MapReader
from impact.map.stored import StoredRecord
from impact.model import file_of
from impact.recording.territory import Territory
from impact.selection.choice import Choice
from impact.selection.choosing import Staleness
from impact.selection.explaining import Explanations
from impact.selection.missing import without_missing
from impact.selection.opening import Files
from impact.selection.pending import pending_files
from impact.selection.present import Change, Present, joined, look_around
from impact.selection.ways import Ways, collecting_folders
from impact.tree_state import TreeState

_UNUSABLE = (MapAbsent, MapDamaged, MapTooNew, MapTooOld, MapLocked, EnvironmentUnknown)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: by which map, of which root, from which folders or files on (as pytest's arguments).

    `environment` names one of those in the map, `since` a revision, `configuration` a file; `explain` tells of which
    tests to say why (as `impact.selection.explaining`).
    """

    map_path: Path
    root: Path
    starts: tuple[str, ...] = ()
    environment: str | None = None
    since: str | None = None
    configuration: Path | None = None
    explain: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What would run.

    - `tests`: known impacted tests by node id, with the seconds that each took last; those of `uncertain` among them.
    - `uncertain`: files of which only a collection tells which tests they hold; new ones are not in `known_files`.
    - `files`: all files that would be collected.
    - `resting`, `saved`: how many tests rest, and the seconds that they took.
    - `records`: for each impacted test its last record, where it has one.
    - `changes`: what changed. `reasons`: for the tests that were asked about, why.
    - `fault`: why everything would run, if the map can't be used.
    """

    tests: dict[str, float] = field(default_factory=dict)
    uncertain: frozenset[str] = frozenset()
    known_files: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    resting: int = 0
    saved: float = 0.0
    records: dict[str, StoredRecord] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    situation: Situation | None = None
    fault: str | None = None


def select(question: Question) -> Selection:
    """Return what `pytest --impacted` would run. A map that can't be used selects everything, and `fault` says why.

    :raises ConfigurationUnreadable: if pytest's configuration can't be parsed.
    :raises GitSilent: if a revision is asked for that git does not know.
    """
    configuration = read_configuration(question.root, given=question.configuration)
    try:
        with MapReader(question.map_path) as reader:
            situation = choose_environment(reader, configuration, question.environment)
            return _consult(reader, situation, configuration, question)
    except _UNUSABLE as fault:
        if isinstance(fault, EnvironmentUnknown) and question.environment is not None:
            raise
        files = _pending(question, configuration, Choice(), ())
        return Selection(uncertain=files, files=files, fault=str(fault))
    except MapError as fault:
        files = _pending(question, configuration, Choice(), ())
        return Selection(uncertain=files, files=files, fault=str(fault))


def _consult(reader: MapReader, situation: Situation, configuration: Configuration, question: Question) -> Selection:
    territory = Territory(question.root)
    tree = TreeState(str(question.root), question.map_path.with_name("tree.json"), _outputs(question))
    present = look_around(reader, territory.path, {CONFIGURATION: configuration.id}, tree.present)
    presents = [present]
    if question.since is not None:
        with Past.of(question.root, question.since) as past:
            presents.append(past.look_around(reader, territory.path, tree.present))
    files = Files(reader, situation.environment.digest, Staleness(reader, *presents))
    everything = question.explain is not None
    choice = without_missing(files, files.choose(everything=everything), territory.path)
    pending = _pending(question, configuration, choice, present.source_places)
    impacted = {nodeid: reason for nodeid, reason in choice.impacted.items() if file_of(nodeid) in pending}
    known = _joined(presents)
    explanations = Explanations.gather(reader, known, choice, files.records, question.explain)
    return Selection(
        tests={nodeid: choice.durations.get(nodeid, 0.0) for nodeid in impacted},
        uncertain=(pending & choice.uncertain_files) | (pending - choice.known_files),
        known_files=choice.known_files,
        files=pending,
        resting=choice.deselected,
        saved=choice.saved,
        records=_last_records(files.records.values(), impacted),
        changes=tuple(known.changes),
        reasons=explanations.sentences,
        situation=situation,
    )


def _pending(
    question: Question, configuration: Configuration, choice: Choice, sources: Iterable[str]
) -> frozenset[str]:
    """Return the files that pytest would collect."""
    root = str(question.root)
    ways = Ways(
        root,
        configuration.patterns,
        configuration.skipped,
        choice.known_files,
        collecting_folders(sources, lambda place: os.path.join(root, place)),
    )
    starts = question.starts or tuple(_expanded(root, configuration.starts)) or (".",)
    return pending_files(root, starts, choice.resting_files, ways.may_hold_tests, ways.skip_folder).files


def _expanded(root: str, starts: Iterable[str]) -> Iterable[str]:
    for start in starts:
        yield from (found.replace(os.sep, "/") for found in sorted(glob.glob(start, root_dir=root, recursive=True)))


def _joined(presents: list[Present]) -> Present:
    """Return what changed in any of the states of the tree."""
    first, *others = presents
    for other in others:
        # A claim that is broken in both states is told as it is now.
        first.broken = other.broken | first.broken
        first.changes = joined([*other.changes, *first.changes])
    return first


def _last_records(records: Iterable[StoredRecord], tests: Iterable[str]) -> dict[str, StoredRecord]:
    wanted = frozenset(tests)
    found: dict[str, StoredRecord] = {}
    for record in records:
        before = found.get(record.test)
        if record.test in wanted and (before is None or (before.seen, before.id) < (record.seen, record.id)):
            found[record.test] = record
    return found


def _outputs(question: Question) -> tuple[str, ...]:
    place = os.path.relpath(question.map_path.parent, question.root).replace(os.sep, "/")
    return ("coverage.xml", "coverage.json", "coverage.lcov", place)
