"""From the impact map to the values of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from impact.deciding.situation import describe
from impact.errors import EnvironmentUnknown
from impact.map.reader import MapReader
from impact.map.runs import PastRun, read_runs
from impact.map.stored import StoredRecord
from impact.map.whole import Shape, ShapedClaim, claim_sets, shaped_claims
from impact.model import Environment, Kind
from impact.report.costs import find_costs
from impact.report.model import Report, ReportedDependency, ReportedSet, ReportedTest
from impact.report.reach import count_reached, users_of


def gather(reader: MapReader, project: str, asked: str | None = None, now: datetime | None = None) -> Report:
    """Return the report on the environment in which tests ran last; it is empty where there is none.

    `asked` is the beginning of the digest of another, or `name=value` for one of its facts.

    :raises EnvironmentUnknown: if there is no such one.
    """
    environments = [each for each, _ in sorted(reader.environments(), key=lambda each: (-each[1], each[0].digest))]
    environment = _environment(environments, asked)
    digest, facts = (environment.digest, environment.facts) if environment else ("", ())
    runs = tuple(run for run in read_runs(reader) if run.environment == digest)
    records = _newest(reader.records(digest) if digest else ())
    claims = shaped_claims(reader)
    ids = sorted({each for record in records for each in record.sets})
    index = {identity: number for number, identity in enumerate(ids)}
    rows = {each.id: each for each in reader.known()}
    places = {identity: number for number, identity in enumerate(rows)}
    sources = {identity for identity, row in rows.items() if row.kind == Kind.SOURCE}
    sets: list[ReportedSet] = [ReportedSet((), ())] * len(ids)
    whole: list[frozenset[int]] = [frozenset()] * len(ids)
    for identity, held in claim_sets(reader, ids):
        found = [claims[each] for each in held if each in claims]
        sets[index[identity]] = _set_of(found, places, sources)
        whole[index[identity]] = frozenset(places[each.dependency] for each in found if each.shape is Shape.WHOLE)
    users = users_of(([index[each] for each in record.sets] for record in records), len(ids))
    with reader.naming_damage():
        counts = zip(rows.values(), *count_reached(sets, users, len(rows)), strict=True)
        dependencies = tuple(
            ReportedDependency(row.dependency.kind.value, row.place, reached, executed)
            for row, reached, executed in counts
        )
    return Report(
        project=project,
        written=(now or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M UTC"),
        environment=facts,
        environments=len(environments),
        runs=runs,
        tests=tuple(_tests(records, runs, index)),
        dependencies=dependencies,
        sets=tuple(sets),
        costs=find_costs(reader, dependencies, whole, users),
    )


def _environment(known: Sequence[Environment], asked: str | None) -> Environment | None:
    if asked is None:
        return known[0] if known else None
    fact = tuple(asked.split("=", 1))
    found = [each for each in known if each.digest.startswith(asked) or fact in each.facts]
    if not found:
        raise EnvironmentUnknown(asked, tuple(describe(each) for each in known))
    return found[0]


def _newest(records: Iterable[StoredRecord]) -> list[StoredRecord]:
    """Return the last record of each test, in the order of their node ids."""
    newest: dict[str, StoredRecord] = {}
    for record in records:
        known = newest.get(record.test)
        if "::" in record.test and (known is None or (record.seen, record.id) > (known.seen, known.id)):
            newest[record.test] = record
    return [newest[nodeid] for nodeid in sorted(newest)]


def _set_of(claims: Iterable[ShapedClaim], places: dict[int, int], sources: set[int]) -> ReportedSet:
    executed = {
        places[each.dependency] for each in claims if each.shape is Shape.EXECUTED and each.dependency in sources
    }
    others = {places[each.dependency] for each in claims} - executed
    return ReportedSet(tuple(sorted(executed)), tuple(sorted(others)))


def _tests(records: Iterable[StoredRecord], runs: Iterable[PastRun], index: dict[int, int]) -> Iterable[ReportedTest]:
    times = Counter(nodeid for run in runs for nodeid in run.impacted)
    for record in records:
        sets = tuple(index[each] for each in record.sets)
        yield ReportedTest(record.test, record.outcome.value, record.duration, times[record.test], sets)
