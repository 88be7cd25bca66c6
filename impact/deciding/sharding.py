"""Spreading a selection over several jobs, by recorded duration: the longest first, each to the job with least to do
(Graham's longest processing time rule).

Files stay whole. Files whose tests share something costly, such as a fixture of the session, stay together: whoever
comes first pays for it, once in each job.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from impact.deciding.selecting import Selection
from impact.map.stored import StoredRecord
from impact.model import file_of

COSTLY = 0.05
"""What is shared is costly from this share of a job's load on ..."""
LEAST = 0.2
"""... and from so many seconds on."""
GUESS = 1.0
"""Seconds that a file takes of which nothing is known, where no other file is known either."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What one job runs: files, how many known tests of them, and how many seconds these took."""

    files: tuple[str, ...]
    tests: int
    seconds: float


def shard(selection: Selection, number: int) -> list[Shard]:
    """Return at most so many shards, none of them empty."""
    loads = _loads(selection)
    ideal = sum(loads.values()) / number
    bundles = _bundles(loads, _costly(selection, ideal), ideal)
    bundles.sort(key=lambda files: (-sum(loads[file] for file in files), files))
    jobs: list[list[str]] = [[] for _ in range(number)]
    for files in bundles:
        least = min(jobs, key=lambda job: (sum(loads[file] for file in job), len(job)))
        least += files
    tests: defaultdict[str, int] = defaultdict(int)
    for nodeid in selection.tests:
        tests[file_of(nodeid)] += 1
    return [
        Shard(tuple(sorted(job)), sum(tests[file] for file in job), round(sum(loads[file] for file in job), 3))
        for job in jobs
        if job
    ]


def _loads(selection: Selection) -> dict[str, float]:
    """Return the seconds that each file is expected to take."""
    loads = dict.fromkeys(selection.files, 0.0)
    for nodeid, seconds in selection.tests.items():
        loads[file_of(nodeid)] += seconds
    known = [load for file, load in loads.items() if file in selection.known_files]
    guess = statistics.fmean(known) if any(known) else GUESS
    return {file: load if file in selection.known_files else guess for file, load in loads.items()}


def _costly(selection: Selection, ideal: float) -> list[frozenset[str]]:
    """Return groups of files whose tests share something for which one of them seems to have paid."""
    users: defaultdict[int, list[StoredRecord]] = defaultdict(list)
    for record in selection.records.values():
        for each in record.sets:
            users[each].append(record)
    usual = _usual(selection.records)
    threshold = max(LEAST, COSTLY * ideal)
    groups: dict[str, frozenset[str]] = {}
    for records in users.values():
        files = frozenset(file_of(record.test) for record in records)
        if 1 < len(files) < len(selection.files):
            payer = max(records, key=lambda record: record.duration)
            # Of all that a slow test shares, the widest may be what was slow.
            if payer.duration - usual[file_of(payer.test)] >= threshold:
                groups[payer.test] = max(
                    groups.get(payer.test, frozenset()), files, key=lambda each: (len(each), sorted(each))
                )
    return sorted(groups.values(), key=sorted)


def _usual(records: Mapping[str, StoredRecord]) -> dict[str, float]:
    """Return for each file the median duration of its tests but the slowest."""
    durations: defaultdict[str, list[float]] = defaultdict(list)
    for nodeid, record in records.items():
        durations[file_of(nodeid)].append(record.duration)
    every = sorted(duration for found in durations.values() for duration in found)
    middle = statistics.median(every) if every else 0.0
    return {
        file: statistics.median(sorted(found)[:-1]) if len(found) > 1 else middle for file, found in durations.items()
    }


def _bundles(loads: Mapping[str, float], groups: Iterable[frozenset[str]], ideal: float) -> list[tuple[str, ...]]:
    """Return the files in bundles; one that would be more than a job's load is not made."""
    bundle_of = {file: frozenset({file}) for file in loads}
    for group in groups:
        together = frozenset().union(*(bundle_of[file] for file in group if file in bundle_of))
        if sum(loads[file] for file in together) <= ideal:
            bundle_of |= dict.fromkeys(together, together)
    return [tuple(sorted(bundle)) for bundle in set(bundle_of.values())]
