"""Who can tell: for module levels that changed, the claims that show that a record would notice (design, section 4)."""

from __future__ import annotations

from collections.abc import Callable, Set

from impact.map.reader import MapReader
from impact.map.sources import KeptSources
from impact.model import Dependency, Kind
from impact.selection.sources import Sources, parse_kept
from impact.selection.trail import Surroundings, Trail
from impact.selection.verdict import Edit, Verdict
from impact.source.analysis import Analysis, Block
from impact.source.conventions import enumerates, gets_modules
from impact.source.difference import Difference, compare
from impact.source.mentions import ENUMERATES, GETS_MODULES, text_mentions
from impact.tree import read

_LARGEST_TEXT = 1_000_000


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
    around = Surroundings(sources)
    search = _Search(reader, around, ids, path_of)
    before = KeptSources(reader).levels(level for _, level in claims.values())
    by_level: dict[tuple[str, str], set[int]] = {}
    for claim_id, key in claims.items():
        by_level.setdefault(key, set()).add(claim_id)
    for (place, level), claim_ids in by_level.items():
        difference = _difference(parse_kept(before.get(level)), place, around)
        if difference is not None:
            verdict.reasons |= dict.fromkeys(claim_ids, difference.reasons)
        if difference is None or difference.everyone:
            verdict.hard |= claim_ids
        elif difference.nobody:
            verdict.idle |= claim_ids
        else:
            verdict.edits.append(search.follow(place, difference, claim_ids))
    return verdict


def _difference(old: Analysis | None, place: str, around: Surroundings) -> Difference | None:
    """Compare; None where that is not possible, or where an import came or went that may have effects."""
    new, bases = around.sources.find(place), around.bases
    if old is None or new is None:
        return None
    difference = compare(old, new, standing=bases.standing, abstract=bases.abstract, alone=around.offspring.is_harmless)
    if not all(bases.is_harmless_import(each, place) for each in difference.new_imports | difference.lost_imports):
        return None
    if difference.names and around.settings.has(place):
        return None  # settings are read by names that the project does not spell
    return difference


class _Search:
    """Marks the claims of whoever can tell a difference, wherever it leads."""

    def __init__(
        self, reader: MapReader, around: Surroundings, ids: dict[Dependency, int], path_of: Callable[[str], str]
    ) -> None:
        self._reader, self._around, self._ids, self._path_of = reader, around, ids, path_of

    def follow(self, place: str, difference: Difference, claims: set[int]) -> Edit:
        """Return who can tell a difference in the module level of a source."""
        trail = Trail.of(self._around, {place: difference})
        edit = Edit(claims, self._telling(trail) | self._texts(trail), identifiers=frozenset(trail.identifiers))
        unspelled = self._mentioning(ENUMERATES, enumerates)
        # Whoever holds one of the classes, or an object of one, may find a member.
        kin = Trail.of(self._around, {at: Difference(family=frozenset(names)) for at, names in trail.classes.items()})
        if trail.open or kin.open:
            edit.telling |= unspelled
        elif unspelled:
            edit.searching = unspelled
            edit.finding = self._telling(kin) | self._mentioning(GETS_MODULES, gets_modules)
        return edit

    def _telling(self, trail: Trail) -> set[int]:
        families: dict[str, tuple[str, ...]] = {}
        for place, name in trail.family:
            families[place] = (*families.get(place, ()), f"{name}.")

        def tells(block: Block, place: str) -> bool:
            return not block.mentions.isdisjoint(trail.identifiers) or block.qualname.startswith(
                families.get(place, ())
            )

        return self._claims(trail.reached | set(families) | trail.everyone, tells, trail.everyone)

    def _mentioning(self, word: str, wanted: Callable[[frozenset[str]], bool]) -> set[int]:
        return self._claims(self._around.sources.mentioning([word]), lambda block, _: wanted(block.mentions))

    def _claims(
        self, places: Set[str], tells: Callable[[Block, str], bool], everyone: Set[str] = frozenset()
    ) -> set[int]:
        """Return the claims on blocks that tell; all claims on a source where everyone can, or that can't be parsed."""
        wanted = {
            self._ids[dependency]: place
            for place in places
            if (dependency := Dependency(Kind.SOURCE, place)) in self._ids
        }
        telling: set[int] = set()
        for number, claims in self._reader.claims_of(wanted).items():
            place = wanted[number]
            analysis = None if place in everyone else self._around.sources.find(place)
            names = None if analysis is None else {each.name for each in analysis.blocks if tells(each, place)}
            telling.update(each.id for each in claims if names is None or not names.isdisjoint(each.facts))
        return telling

    def _texts(self, trail: Trail) -> set[int]:
        """A template or a settings file mentions names too."""
        words = [word.encode("utf-8", "surrogatepass") for word in trail.identifiers]
        found = []
        for dependency, number in self._ids.items():
            if dependency.kind is not Kind.FILE:
                continue
            content, _ = read(self._path_of(dependency.place))
            if content is not None and (len(content) > _LARGEST_TEXT or text_mentions(content, words)):
                found.append(number)
        return {claim.id for claims in self._reader.claims_of(found).values() for claim in claims}
