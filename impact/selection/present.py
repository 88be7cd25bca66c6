"""The tree as it is now, held against the map: which dependencies changed, and which claims no longer hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from impact.errors import SourceUnreadable
from impact.map.reader import MapReader
from impact.model import ABSENT, WHOLE, Dependency, Kind, Sighting
from impact.source.blocks import facts
from impact.source.reader import analyse
from impact.tree import look, read


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A dependency that is not as some claim has it. `aspects` are those that differ; an absent one has none left."""

    dependency: Dependency
    aspects: tuple[str, ...]
    absent: bool = False


@dataclass(slots=True)
class Present:
    """What was found: sightings of all known dependencies, and for the changed ones which claims hold.

    - `sightings`: the present sighting of each dependency in the map.
    - `moved`: the dependencies whose content is not that in the map.
    - `holding`: for each of these the digests of the claims that hold all the same.
    - `stale`: ids of all the claims in the map that do not hold now.
    - `changes`: for each moved dependency on which some claim no longer holds, what of it differs.
    """

    sightings: dict[Dependency, Sighting] = field(default_factory=dict)
    moved: set[Dependency] = field(default_factory=set)
    holding: dict[Dependency, frozenset[str]] = field(default_factory=dict)
    stale: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)


def look_around(reader: MapReader, path_of: Callable[[str], str], other: Mapping[Dependency, str]) -> Present:
    """Look at every dependency of the map.

    `path_of` gives the absolute path of a place; `other` the present content of dependencies that are no files.
    Only what changed its signature is read, and only what changed its content is parsed.
    """
    present = Present()
    moved_ids: dict[int, Dependency] = {}
    for number, (dependency, known) in reader.dependencies().items():
        now = _look_at(dependency, known, path_of, other)
        present.sightings[dependency] = now
        if now.content != known.content:
            moved_ids[number] = dependency
    present.moved.update(moved_ids.values())
    claims = reader.claims_of(moved_ids)
    present.stale = reader.unheld()
    for number, dependency in moved_ids.items():
        aspects = present_facts(dependency, present.sightings[dependency], path_of)
        holding: set[str] = set()
        different: set[str] = set()
        for claim_id, claim_digest, claimed in claims.get(number, ()):
            broken = differing(claimed, aspects)
            if broken:
                different |= broken
                present.stale.add(claim_id)
            else:
                holding.add(claim_digest)
                present.stale.discard(claim_id)
        present.holding[dependency] = frozenset(holding)
        if different:
            absent = present.sightings[dependency].content == ABSENT
            present.changes.append(Change(dependency, tuple(sorted(different)), absent))
    return present


def differing(claimed: Mapping[str, str], aspects: Mapping[str, str]) -> set[str]:
    """Return the claimed aspects whose fingerprint is another now, or that are gone."""
    return {aspect for aspect, fingerprint in claimed.items() if aspects.get(aspect) != fingerprint}


def _look_at(
    dependency: Dependency, known: Sighting, path_of: Callable[[str], str], other: Mapping[Dependency, str]
) -> Sighting:
    if dependency.kind in (Kind.SOURCE, Kind.FILE):
        return look(path_of(dependency.place), known)
    return Sighting(other.get(dependency, ABSENT))


def present_facts(
    dependency: Dependency, sighting: Sighting, path_of: Callable[[str], str]
) -> Mapping[str, str]:
    """Return every aspect of a dependency with its present fingerprint; a source that can't be parsed has but one."""
    whole = {WHOLE: sighting.content}
    if dependency.kind is not Kind.SOURCE or sighting.content == ABSENT:
        return whole
    content, _ = read(path_of(dependency.place))
    try:
        return whole | facts(analyse(content or b""))
    except SourceUnreadable:
        return whole
