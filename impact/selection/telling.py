"""Who can tell: for module levels that changed, the claims that show that a record would notice (design, section 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from impact.map.reader import MapReader
from impact.model import Dependency, Kind
from impact.selection.bases import Bases
from impact.selection.offspring import Offspring
from impact.selection.protocols import Protocols
from impact.selection.reach import Reach
from impact.selection.sources import Sources, parse_kept
from impact.source.analysis import Analysis
from impact.source.difference import Difference, compare, spread
from impact.source.mentions import ENUMERATES, tells, text_mentions
from impact.tree import read

_SETTINGS = frozenset({"settings", "envs", "conf", "config", "celeryconfig"})
_LARGEST_TEXT = 1_000_000


@dataclass(slots=True)
class Edit:
    """One earlier module level, held against the present one: the claims on it, and who can tell.

    Of the records that rest on one of `claims`, those are impacted that also rest on a telling claim, or whose own
    name is among `identifiers`.
    """

    claims: set[int] = field(default_factory=set)
    telling: set[int] = field(default_factory=set)
    identifiers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Verdict:
    """On claims whose only difference is the module level.

    - `hard`: every record that rests on them is impacted.
    - `edits`: what only some records can tell.
    - `idle`: nobody can tell: they hold all the same.
    """

    hard: set[int] = field(default_factory=set)
    edits: list[Edit] = field(default_factory=list)
    idle: set[int] = field(default_factory=set)
    reasons: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def soft(self) -> set[int]:
        """The claims that some records can tell."""
        return {claim_id for edit in self.edits for claim_id in edit.claims}


def judge_levels(
    reader: MapReader,
    sources: Sources,
    claims: dict[int, tuple[str, str]],
    ids: dict[Dependency, int],
    path_of: Callable[[str], str],
) -> Verdict:
    """Judge claims on module levels that are not as they were.

    `claims` gives for the id of a claim the place of the source and the fingerprint of the level claimed; `ids` are
    the ids of all known dependencies.
    """
    verdict = Verdict()
    bases = Bases(sources)
    offspring = Offspring(sources, bases)
    protocols = Protocols(sources)
    before = reader.levels(level for _, level in claims.values())
    by_level: dict[tuple[str, str], set[int]] = {}
    for claim_id, key in claims.items():
        by_level.setdefault(key, set()).add(claim_id)
    for (place, level), claim_ids in by_level.items():
        difference = _difference(parse_kept(before.get(level)), place, sources, bases, offspring)
        if difference is not None:
            verdict.reasons |= dict.fromkeys(claim_ids, difference.reasons)
        if difference is None or difference.everyone:
            verdict.hard |= claim_ids
        elif difference.nobody:
            verdict.idle |= claim_ids
        else:
            search = _Search(reader, sources, bases, offspring, protocols, ids, path_of)
            verdict.edits.append(search.follow(place, difference, claim_ids))
    return verdict


def _difference(
    old: Analysis | None, place: str, sources: Sources, bases: Bases, offspring: Offspring
) -> Difference | None:
    """Compare; None where that is not possible, or where an import came or went that may have effects."""
    new = sources.find(place)
    if old is None or new is None:
        return None
    difference = compare(old, new, standing=bases.standing, alone=offspring.is_harmless)
    if not all(bases.is_harmless_import(each, place) for each in difference.new_imports | difference.lost_imports):
        return None
    if difference.names and not _SETTINGS.isdisjoint(place.removesuffix(".py").split("/")):
        return None  # settings are read by names that the project does not spell
    return difference


class _Search:
    """Follows changed names through the project, to a fixed point, and marks the claims of whoever mentions one."""

    def __init__(
        self,
        reader: MapReader,
        sources: Sources,
        bases: Bases,
        offspring: Offspring,
        protocols: Protocols,
        ids: dict[Dependency, int],
        path_of: Callable[[str], str],
    ) -> None:
        self._reader, self._sources, self._bases = reader, sources, bases
        self._offspring, self._protocols = offspring, protocols
        self._ids, self._path_of = ids, path_of
        self._telling: set[int] = set()
        self._identifiers: set[str] = set()
        self._family: set[tuple[str, str]] = set()
        self._everyone: set[str] = set()
        self._changed: set[str] = set()
        """The places of the modules of which names, or members of classes, may have other values."""
        self._reach = Reach(sources, bases)

    def follow(self, place: str, difference: Difference, claims: set[int]) -> Edit:
        """Return who can tell a difference in the module level of a source."""
        self._take(place, difference)
        reached: set[str] = set()
        while True:
            size = self._size
            self._identifiers |= self._protocols.asking_for(self._identifiers)
            reached = self._sources.mentioning([*self._identifiers, ENUMERATES])
            for each in reached:
                analysis = self._sources.find(each)
                if analysis is not None:
                    found = spread(
                        analysis,
                        self._identifiers,
                        standing=self._bases.standing,
                        alone=self._offspring.is_harmless,
                        sees_all=self._reach.can_see(each, self._changed),
                    )
                    self._take(each, found)
            if size == self._size:
                break
        self._mark(reached | {each for each, _ in self._family} | self._everyone)
        self._mark_texts()
        return Edit(claims, self._telling, frozenset(self._identifiers))

    @property
    def _size(self) -> tuple[int, ...]:
        return len(self._identifiers), len(self._family), len(self._everyone), len(self._changed)

    def _take(self, place: str, difference: Difference) -> None:
        if not difference.nobody:
            self._changed.add(place)
        self._identifiers |= difference.identifiers
        self._identifiers |= {name.rpartition(".")[2] for name in difference.family}
        self._family |= {(place, name) for name in difference.family}
        if difference.everyone:
            self._everyone.add(place)

    def _mark(self, places: set[str]) -> None:
        wanted = {
            self._ids[dependency]: place
            for place in places
            if (dependency := Dependency(Kind.SOURCE, place)) in self._ids
        }
        for number, claims in self._reader.claims_of(wanted).items():
            aspects = self._telling_aspects(wanted[number])
            for claim in claims:
                if aspects is None or not aspects.isdisjoint(claim.facts):
                    self._telling.add(claim.id)

    def _telling_aspects(self, place: str) -> frozenset[str] | None:
        """Return the names of the blocks that can tell; None if all that rests on the source can."""
        analysis = self._sources.find(place)
        if analysis is None or place in self._everyone:
            return None
        classes = tuple(f"{name}." for at, name in self._family if at == place)
        return frozenset(
            block.name
            for block in analysis.blocks
            if tells(block, self._identifiers) or (classes and block.qualname.startswith(classes))
        )

    def _mark_texts(self) -> None:
        """A template or a settings file mentions names too."""
        words = [word.encode("utf-8", "surrogatepass") for word in self._identifiers]
        found = []
        for dependency, number in self._ids.items():
            if dependency.kind is not Kind.FILE:
                continue
            content, _ = read(self._path_of(dependency.place))
            if content is not None and (len(content) > _LARGEST_TEXT or text_mentions(content, words)):
                found.append(number)
        for claims in self._reader.claims_of(found).values():
            self._telling.update(claim.id for claim in claims)
