"""The tree as it is now, held against the map: which dependencies changed, and which claims no longer hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from impact.installed import distribution_id
from impact.map.reader import MapReader
from impact.map.stored import StoredClaim
from impact.model import ABSENT, LEVEL, SAID, STEADY, WHOLE, Dependency, Kind, Sighting
from impact.recording.reads import variable_id
from impact.selection.known import Known
from impact.selection.sources import Sources
from impact.selection.verdict import Verdict
from impact.source.blocks import facts
from impact.tree import FolderFacts, look, look_at_folder


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A dependency that is not as some claim has it.

    `aspects` are those that differ; `absent` says that it is gone; `reasons` tell of the statements of its module
    level that differ, where that is known.
    """

    dependency: Dependency
    aspects: tuple[str, ...]
    absent: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Present:
    """What was found: sightings of all known dependencies, and which claims hold.

    - `known`: the dependencies of the map, with their present sightings.
    - `moved`: the dependencies whose content is not that in the map.
    - `rewritten`: the sources that were written again with the same content.
    - `holding`: for each that moved the digests of the claims that hold all the same.
    - `stale`: ids of the claims in the map that do not hold now, whoever rests on them.
    - `levels`: the verdict on claims that differ in nothing but the module level.
    - `broken`: for each claim that is stale, or that some can tell, what differs.
    - `changes`: for each dependency on which claims no longer hold that held when the map was written: what differs.
    """

    known: Known | None = None
    moved: set[Dependency] = field(default_factory=set)
    rewritten: list[str] = field(default_factory=list)
    holding: dict[Dependency, frozenset[str]] = field(default_factory=dict)
    stale: set[int] = field(default_factory=set)
    levels: Verdict = field(default_factory=Verdict)
    broken: dict[int, Change] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def sighting(self, dependency: Dependency) -> Sighting:
        """Return the present sighting of a dependency that moved."""
        return self.known.changed[dependency] if self.known is not None else Sighting(ABSENT)

    @property
    def source_places(self) -> list[str]:
        """The places of all known sources."""
        return self.known.places(Kind.SOURCE) if self.known is not None else []

    @property
    def moved_sources(self) -> list[str]:
        """The places of the sources among `moved`."""
        return [dependency.place for dependency in self.moved if dependency.kind is Kind.SOURCE]


def look_around(
    reader: MapReader,
    path_of: Callable[[str], str],
    other: Mapping[Dependency, str],
    tree: Callable[[], str] = lambda: ABSENT,
    distribution: Callable[[str], str | None] = lambda _: None,
) -> Present:
    """Look at every dependency of the map.

    `path_of` gives the absolute path of a place; `other` the present content of dependencies that are no files, and
    `tree` that of the whole tree, for which it is asked only where something depends on it; `distribution` that of an
    installed one, where it is not what is installed now.
    Only what changed its signature is read, and only what changed its content is parsed.
    """
    known = Known(reader)
    present = Present(known)
    moved: dict[int, Dependency] = {}
    for number, dependency, before in known.unsigned(path_of):
        told = distribution(dependency.place) if dependency.kind is Kind.DISTRIBUTION else None
        now = Sighting(told) if told else _look_at(dependency, before, path_of, other, tree)
        known.changed[dependency] = now
        if now.content != before.content:
            present.moved.add(dependency)
            moved[number] = dependency
        elif now is not before and dependency.kind is Kind.SOURCE:
            present.rewritten.append(dependency.place)
    sources = Sources(reader, path_of, known, present.moved)
    judgement = _Judgement(present, sources, path_of)
    for number, claims in reader.claims_of(moved).items():
        judgement.judge(*known.sighted(number), claims)
    unheld = reader.unheld()
    for number, claims in reader.claims(unheld - judgement.judged).items():
        judgement.judge(*known.sighted(number), claims)
    if judgement.levels:
        from impact.selection.telling import judge_levels  # only a run after such an edit pays for the import

        present.levels = judge_levels(reader, sources, judgement.levels, known.ids, path_of)
    judgement.conclude()
    # What was broken before the map was written last is no news.
    present.changes = joined(change for number, change in present.broken.items() if number not in unheld)
    return present


class _Judgement:
    """Judges claim by claim, and leaves those on module levels to `judge_levels`."""

    def __init__(self, present: Present, sources: Sources, path_of: Callable[[str], str]) -> None:
        self.judged: set[int] = set()
        self.levels: dict[int, tuple[str, str]] = {}
        self._present, self._sources, self._path_of = present, sources, path_of
        self._digests: dict[int, tuple[Dependency, str]] = {}
        self._absent: set[Dependency] = set()
        self._holding: dict[Dependency, set[str]] = {dependency: set() for dependency in present.moved}

    def judge(self, dependency: Dependency, sighting: Sighting, claims: Iterable[StoredClaim]) -> None:
        """Judge the claims on one dependency, of which this is the present sighting."""
        if sighting.content == ABSENT:
            self._absent.add(dependency)
        aspects = present_facts(dependency, sighting, self._sources, self._path_of)
        for claim in claims:
            self.judged.add(claim.id)
            self._digests[claim.id] = dependency, claim.digest
            different = differing(claim.facts, aspects)
            if different == {LEVEL} and LEVEL in aspects:
                self.levels[claim.id] = dependency.place, claim.facts[LEVEL]
            elif different:
                self._present.stale.add(claim.id)
                self._note(claim.id, different)
            else:
                self._hold(claim.id)

    def _note(self, claim_id: int, different: set[str], reasons: tuple[str, ...] = ()) -> None:
        dependency = self._digests[claim_id][0]
        self._present.broken[claim_id] = Change(
            dependency, tuple(sorted(different)), dependency in self._absent, reasons
        )

    def _hold(self, claim_id: int) -> None:
        dependency, digest = self._digests[claim_id]
        if dependency in self._holding:
            self._holding[dependency].add(digest)

    def conclude(self) -> None:
        """Join the verdict on the levels with the rest."""
        levels = self._present.levels
        self._present.stale |= levels.hard
        for claim_id in levels.hard | levels.soft:
            self._note(claim_id, {LEVEL}, levels.reasons.get(claim_id, ()))
        for claim_id in levels.idle:
            self._hold(claim_id)
        self._present.holding = {dependency: frozenset(found) for dependency, found in self._holding.items()}


def joined(changes: Iterable[Change]) -> list[Change]:
    """Return one change for each dependency, with all that differs."""
    found: dict[Dependency, Change] = {}
    for each in changes:
        before = found.get(each.dependency, each)
        aspects = tuple(sorted({*before.aspects, *each.aspects}))
        reasons = tuple(dict.fromkeys([*before.reasons, *each.reasons]))
        found[each.dependency] = Change(each.dependency, aspects, each.absent, reasons)
    return sorted(found.values())


def differing(claimed: Mapping[str, str], aspects: Mapping[str, str]) -> set[str]:
    """Return the claimed aspects whose fingerprint is another now, or that are gone."""
    return {aspect for aspect, fingerprint in claimed.items() if aspects.get(aspect) != fingerprint}


def _look_at(
    dependency: Dependency,
    known: Sighting,
    path_of: Callable[[str], str],
    other: Mapping[Dependency, str],
    tree: Callable[[], str],
) -> Sighting:
    if dependency.kind in (Kind.SOURCE, Kind.FILE):
        return look(path_of(dependency.place), known)
    if dependency.kind is Kind.DIRECTORY:
        return look_at_folder(path_of(dependency.place), known)
    if dependency.kind is Kind.DISTRIBUTION:
        return Sighting(distribution_id(dependency.place))
    if dependency.kind is Kind.VARIABLE:
        return Sighting(variable_id(os.environ.get(dependency.place)))
    if dependency.kind is Kind.TREE:
        return Sighting(tree())
    if dependency.kind in STEADY:
        return known
    return Sighting(other.get(dependency, ABSENT))


def present_facts(
    dependency: Dependency, sighting: Sighting, sources: Sources, path_of: Callable[[str], str]
) -> Mapping[str, str]:
    """Return every aspect of a dependency with its present fingerprint; a source that can't be parsed has but one."""
    if dependency.kind is Kind.DIRECTORY:
        return FolderFacts(path_of(dependency.place))
    if dependency.kind in STEADY:
        return _Said()
    whole = {WHOLE: sighting.content}
    if dependency.kind is not Kind.SOURCE or sighting.content == ABSENT:
        return whole
    analysis = sources.find(dependency.place)
    return whole if analysis is None else whole | facts(analysis)


class _Said(Mapping[str, str]):
    """The aspects of what never differs: whichever is asked for is as it was."""

    def __getitem__(self, aspect: str) -> str:
        return SAID

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
