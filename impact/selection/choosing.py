"""The rule of selection: a test rests while one of its kept passing records holds in full, and no failure does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from impact.map.reader import MapReader
from impact.map.stored import StoredRecord
from impact.model import Outcome, file_of
from impact.selection.choice import Choice, Reason, Why
from impact.selection.present import Present
from impact.source.mentions import nodeid_words

_AGE = attrgetter("seen", "duration", "id")
"""Of records that were seen together, the longest comes last: outlines count it, too."""


@dataclass(frozen=True, slots=True)
class _Noticing:
    """An edit of a module level, by the claim sets of who rests on it and who can tell."""

    resting: set[int]
    telling: set[int]
    searching: set[int]
    finding: set[int]
    identifiers: frozenset[str]

    def is_noticed(self, record: StoredRecord) -> bool:
        sets = record.sets
        if self.resting.isdisjoint(sets):
            return False
        if "::" not in record.test or not self.telling.isdisjoint(sets):
            return True
        if not self.searching.isdisjoint(sets) and not self.finding.isdisjoint(sets):
            return True
        return not self.identifiers.isdisjoint(nodeid_words(record.test))


class Staleness:
    """Tells of a record whether something that it rests on has changed: now, or in one of several states."""

    def __init__(self, reader: MapReader, *presents: Present) -> None:
        edits = [edit for present in presents for edit in present.levels.edits]
        stale = {claim for present in presents for claim in present.stale}
        # One search for all: each goes through a good part of the map.
        claims = stale.union(*(edit.claims | edit.telling | edit.searching | edit.finding for edit in edits))
        sets = reader.sets_with(claims)

        def holding(claims: Iterable[int]) -> set[int]:
            return {each for claim in claims for each in sets.get(claim, ())}

        self._hard = holding(stale)
        self._edits = [
            _Noticing(
                holding(edit.claims),
                holding(edit.telling),
                holding(edit.searching) if edit.finding else set(),
                holding(edit.finding) if edit.searching else set(),
                edit.identifiers,
            )
            for edit in edits
        ]

        self._concerned = self._hard.union(*(edit.resting for edit in self._edits))

    def is_stale(self, record: StoredRecord) -> bool:
        """Whether the record says nothing of the present.

        A module level that changed counts where the record shows who would notice: a test that mentions a changed
        name, in what it executes or by its own name. A collection always notices.
        """
        if not self._hard.isdisjoint(record.sets):
            return True
        return any(edit.is_noticed(record) for edit in self._edits)

    def may_concern(self, sets: Iterable[int]) -> bool:
        """Whether a record that rests on some of these claim sets may say nothing of the present."""
        return not self._concerned.isdisjoint(sets)

    def distance(self, record: StoredRecord) -> int:
        """How many claim sets of the record do not hold."""
        return len(self._hard.intersection(record.sets))


def choose(records: Iterable[StoredRecord], staleness: Staleness) -> Choice:
    """Give the verdict on every test that has a record.

    A failure that holds outweighs a pass that holds: they come together only when maps are merged.
    """
    by_test: defaultdict[str, list[StoredRecord]] = defaultdict(list)
    for record in records:
        by_test[record.test].append(record)
    resting: dict[str, StoredRecord] = {}
    impacted: dict[str, Reason] = {}
    durations: dict[str, float] = {}
    for nodeid, kept in by_test.items():
        kept.sort(key=_AGE)
        holding = [record for record in kept if not staleness.is_stale(record)]
        failures = [record for record in holding if not record.outcome.rests]
        if holding and not failures:
            resting[nodeid] = holding[-1]
            continue
        durations[nodeid] = kept[-1].duration
        impacted[nodeid] = _reason(kept, failures, staleness)
    return _by_file(resting, impacted, durations)


def _reason(kept: list[StoredRecord], failures: list[StoredRecord], staleness: Staleness) -> Reason:
    passing = [record for record in kept if record.outcome.rests]
    if all(record.outcome is Outcome.UNRUN for record in kept):
        return Reason(Why.UNKNOWN)
    if failures or not passing:
        return Reason(Why.FAILED, (failures or kept)[-1].id)
    return Reason(Why.CHANGED, min(reversed(passing), key=staleness.distance).id)


def _by_file(resting: dict[str, StoredRecord], impacted: dict[str, Reason], durations: dict[str, float]) -> Choice:
    """Part the files from the tests. A file rests when its own collection and all its tests do."""
    files = {nodeid for nodeid in (*resting, *impacted) if "::" not in nodeid}
    wanted = {file_of(nodeid) for nodeid in impacted}
    return Choice(
        resting={nodeid: record.duration for nodeid, record in resting.items() if "::" in nodeid},
        outcomes={nodeid: record.outcome for nodeid, record in resting.items() if "::" in nodeid},
        impacted={nodeid: reason for nodeid, reason in impacted.items() if "::" in nodeid},
        durations=durations,
        resting_files=frozenset(files - wanted),
        known_files=frozenset(files),
        uncertain_files=frozenset(files & impacted.keys()),
    )
