"""The map against a model of it in plain dictionaries, over random sequences of batches by two writers."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.map.reader import MapReader
from impact.map.stored import StoredRecord
from impact.map.writer import MapWriter
from impact.model import Batch, Claim, ClaimSet, Dependency, Outcome, Record, Sighting
from tests.impact.map.strategies import ENVIRONMENTS, batches

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Model:
    """What a map must be, in the words of its rules."""

    sightings: dict[Dependency, Sighting] = field(default_factory=dict)
    holds: dict[Claim, bool] = field(default_factory=dict)
    records: dict[tuple[str, str], list[tuple[int, Record]]] = field(default_factory=dict)

    def write(self, batch: Batch, now: int) -> None:
        for dependency, sighting in batch.sightings.items():
            if dependency in self.sightings and self.sightings[dependency].content != sighting.content:
                for claim in self.holds:
                    if claim.dependency == dependency:
                        self.holds[claim] = claim.digest in batch.holding.get(dependency, frozenset())
            self.sightings[dependency] = sighting
        for record in batch.records:
            for claim in (claim for group in record.claim_sets for claim in group.claims):
                self.sightings.setdefault(claim.dependency, Sighting(""))
                if claim.dependency in batch.sightings:
                    self.holds[claim] = True
                self.holds.setdefault(claim, False)
        for test in batch.gone:
            self.records.pop((batch.environment.digest, test), None)
        for record in batch.records:
            key = batch.environment.digest, record.test
            self.records[key] = self.observe(self.records.get(key, []), record, now)

    def observe(self, kept: list[tuple[int, Record]], new: Record, now: int) -> list[tuple[int, Record]]:
        if new.outcome is Outcome.UNRUN and any(old.outcome is not Outcome.UNRUN for _, old in kept):
            return kept
        left = []
        for seen, old in sorted(kept, key=lambda pair: (pair[0], pair[1].digest), reverse=True):
            contradicted = old.outcome.rests != new.outcome.rests and self.is_valid(old)
            if not contradicted and old.outcome is not Outcome.UNRUN and old.digest != new.digest:
                left.append((seen, old))
        resting = [pair for pair in left if pair[1].outcome.rests]
        failed = [pair for pair in left if not pair[1].outcome.rests]
        return [(now, new), *resting[: 7 if new.outcome.rests else 8], *failed[: 8 if new.outcome.rests else None]]

    def is_valid(self, record: Record) -> bool:
        return all(self.holds[claim] for group in record.claim_sets for claim in group.claims)

    def sweep(self) -> None:
        used = {
            claim
            for kept in self.records.values()
            for _, record in kept
            for group in record.claim_sets
            for claim in group.claims
        }
        self.holds = {claim: holds for claim, holds in self.holds.items() if claim in used}
        used_dependencies = {claim.dependency for claim in used}
        self.sightings = {each: seen for each, seen in self.sightings.items() if each in used_dependencies}


def compare(reader: MapReader, model: Model) -> None:
    dependencies = reader.dependencies()
    assert dict(dependencies.values()) == model.sightings
    unheld = reader.unheld()
    claims = {
        each.id: Claim(dependencies[owner][0], frozenset(each.facts.items()))
        for owner, found in reader.claims_of(dependencies).items()
        for each in found
    }
    assert {claim: identity not in unheld for identity, claim in claims.items()} == model.holds
    for environment in ENVIRONMENTS:
        found = sorted(
            (each.test, each.outcome, each.duration, decode(reader, each.sets))
            for each in reader.records(environment.digest)
        )
        expected = sorted(
            (record.test, record.outcome, record.duration, sorted(g.digest for g in record.claim_sets))
            for (owner, _), kept in model.records.items()
            if owner == environment.digest
            for _, record in kept
        )
        assert found == expected
        compare_outlines(reader, environment.digest)
    bad = {
        group.digest
        for kept in model.records.values()
        for _, record in kept
        for group in record.claim_sets
        if not all(model.holds[claim] for claim in group.claims)
    }
    used = {
        set_id for environment in ENVIRONMENTS for each in reader.records(environment.digest) for set_id in each.sets
    }
    assert {decode(reader, (identity,))[0] for identity in _sets_with(reader, unheld) & used} == bad


def compare_outlines(reader: MapReader, environment: str) -> None:
    """The outlines are what the records tell."""
    by_file = defaultdict[str, list[StoredRecord]](list)
    for each in reader.records(environment):
        by_file[each.test.partition("::")[0]].append(each)
    outlines = {each.file: each for each in reader.outlines(environment) or ()}
    assert outlines.keys() == by_file.keys()
    for file, records in by_file.items():
        outline, tests = outlines[file], {each.test for each in records}
        assert sorted(reader.records(environment, outline.ids)) == sorted(records)
        assert outline.tests == len(tests - {file})
        assert outline.whole == (file in tests and all(each.outcome.rests for each in records))
        last = {test: max(each.seen for each in records if each.test == test) for test in tests}
        newest = [each for each in records if each.seen == last[each.test]]
        assert set(outline.sets) == {identity for each in newest for identity in each.sets}
        longest = {each.test: each.duration for each in sorted(newest, key=lambda each: each.duration)}
        assert outline.seconds == pytest.approx(sum(longest[test] for test in tests if test != file))


def decode(reader: MapReader, sets: tuple[int, ...]) -> list[str]:
    return sorted(
        ClaimSet(
            frozenset(
                Claim(dependency, frozenset(facts.items())) for _, dependency, facts in reader.claims_in([identity])
            )
        ).digest
        for identity in sets
    )


@SLOW
@given(st.lists(st.tuples(st.integers(0, 1), batches() | st.none()), min_size=1, max_size=8))
def test_the_map_is_what_the_model_says(steps: list[tuple[int, Batch | None]]) -> None:
    clock = count(1)
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "map.db")
        with MapWriter(path, clock=lambda: next(clock)) as one, MapWriter(path, clock=lambda: next(clock)) as other:
            for time, (writer, batch) in enumerate(steps, start=1):
                if batch is None:
                    (one, other)[writer].sweep()
                    model.sweep()
                else:
                    (one, other)[writer].write(batch)
                    model.write(batch, time)
                with MapReader(path) as reader:
                    compare(reader, model)


@SLOW
@given(batches(gone=False))
def test_writing_twice_changes_nothing(batch: Batch) -> None:
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "map.db")
        for now in (1, 2):
            model.write(batch, now)
            with MapWriter(path) as writer:
                writer.write(batch)
            with MapReader(path) as reader:
                compare(reader, model)
                figures = reader.overview()
            if now == 1:
                first = figures
        assert (figures.records, figures.claims, figures.claim_sets) == (first.records, first.claims, first.claim_sets)


def _sets_with(reader: MapReader, claims: set[int]) -> set[int]:
    return {identity for sets in reader.sets_with(claims).values() for identity in sets}
