"""The rule of selection: a test rests while one of its kept passing records holds in full, and no failure does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from impact.map.reader import StoredRecord
from impact.model import Outcome
from impact.selection.choice import Choice, Reason, Why


def choose(records: Iterable[StoredRecord], stale_sets: set[int]) -> Choice:
    """Give the verdict on every test that has a record.

    `stale_sets` are the ids of the claim sets of which some claim does not hold now. A failure that holds
    outweighs a pass that holds: they come together only when maps are merged.
    """
    by_test: defaultdict[str, list[StoredRecord]] = defaultdict(list)
    for record in records:
        by_test[record.test].append(record)
    resting: dict[str, float] = {}
    impacted: dict[str, Reason] = {}
    durations: dict[str, float] = {}
    for nodeid, kept in by_test.items():
        holding = [record for record in kept if stale_sets.isdisjoint(record.sets)]
        failed = any(not record.outcome.rests for record in holding)
        if holding and not failed:
            resting[nodeid] = holding[-1].duration
            continue
        durations[nodeid] = kept[-1].duration
        impacted[nodeid] = _reason(kept, failed, stale_sets)
    return _by_file(resting, impacted, durations)


def _reason(kept: list[StoredRecord], failed: bool, stale_sets: set[int]) -> Reason:
    passing = [record for record in kept if record.outcome.rests]
    if all(record.outcome is Outcome.UNRUN for record in kept):
        return Reason(Why.UNKNOWN)
    if failed or not passing:
        return Reason(Why.FAILED, kept[-1].id)
    nearest = min(reversed(passing), key=lambda record: len(stale_sets.intersection(record.sets)))
    return Reason(Why.CHANGED, nearest.id)


def _by_file(resting: dict[str, float], impacted: dict[str, Reason], durations: dict[str, float]) -> Choice:
    """Part the files from the tests. A file rests when its own collection and all its tests do."""
    files = {nodeid for nodeid in (*resting, *impacted) if "::" not in nodeid}
    wanted = {file_of(nodeid) for nodeid in impacted}
    return Choice(
        resting={nodeid: duration for nodeid, duration in resting.items() if "::" in nodeid},
        impacted={nodeid: reason for nodeid, reason in impacted.items() if "::" in nodeid},
        durations=durations,
        resting_files=frozenset(files - wanted),
        known_files=frozenset(files),
    )


def file_of(nodeid: str) -> str:
    """Return the path part of a node id."""
    return nodeid.partition("::")[0]
