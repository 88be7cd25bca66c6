"""Fetching maps: those of the nearest commit that has some, merged into the map here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from impact.errors import MapAbsent, MapDamaged, MapError, MapRefused, MapTooNew, MapTooOld, StoredFileUnfit
from impact.map.vetting import LARGEST_FILE
from impact.sharing.ancestry import Checkout
from impact.sharing.keys import COMMIT, Part, Wanted, content_of, is_complete
from impact.sharing.store import Store

MOST_COMMITS = 5
"""So many commits are fetched from at most, where the nearest have not all of their parts."""
MOST_PARTS = 512
"""So many maps of one commit are taken at most."""

_FAULTS = (MapRefused, MapDamaged, MapTooNew, MapTooOld, MapAbsent)


@dataclass(frozen=True, slots=True)
class Source:
    """A commit from which maps were taken: how many commits back, how many maps, and their records that were new."""

    commit: str
    distance: int
    maps: int
    records: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, nearest first; `refused` tells of each map that was not taken, and why.

    `published` is how many commits the store has maps of; `whole` tells that all parts of some commit came.
    """

    sources: tuple[Source, ...]
    refused: tuple[str, ...]
    published: int
    whole: bool

    @property
    def told(self) -> str:
        """What was fetched, in a few words."""
        return "; ".join(
            f"{_count(each.maps, 'map')} of {each.commit[:10]}, {_count(each.distance, 'commit')} back "
            f"({_count(each.records, 'new record')})"
            for each in self.sources
        )


def fetch(map_path: Path, checkout: Checkout, store: Store, wanted: Wanted) -> Fetched:
    """Merge into the map what the nearest commit has; farther ones besides, while parts of it are missing.

    A map that is refused leaves all others as they are.

    :raises MapError: if the map here can't be written.
    :raises StoreUnusable: if the store does not answer.
    """
    published = {name for name in store.names(checkout.name) if COMMIT.fullmatch(name)}
    refused: list[str] = []
    sources: list[Source] = []
    whole = False
    for distance, commit in enumerate(checkout.ancestors()):
        if commit not in published:
            continue
        parts = [part for part in _parts(store, f"{checkout.name}/{commit}") if wanted.fits(part)][:MOST_PARTS]
        taken, records = _take(map_path, store, f"{checkout.name}/{commit}", parts, refused)
        if taken:
            sources.append(Source(commit, distance, len(taken), records))
        whole = bool(taken) and is_complete(taken)
        if whole or len(sources) == MOST_COMMITS:
            break
    if any(source.records for source in sources):
        _sign(map_path, checkout.root)
    return Fetched(tuple(sources), tuple(refused), len(published), whole)


def _sign(map_path: Path, root: Path) -> None:
    from impact.map.writer import MapWriter
    from impact.sharing.signing import sign

    with MapWriter(map_path) as writer:
        sign(writer, root)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _parts(store: Store, folder: str) -> Iterator[Part]:
    for name in sorted(set(store.names(folder))):
        part = Part.parse(name)
        if part is not None:
            yield part


def _take(map_path: Path, store: Store, folder: str, parts: list[Part], refused: list[str]) -> tuple[list[Part], int]:
    """Merge these parts; return those that were taken, and how many records were new."""
    if not parts:
        return [], 0
    from impact.map.writer import MapWriter  # only who merges pays for the import

    taken, records = [], 0
    with tempfile.TemporaryDirectory(prefix="impact-") as beside, MapWriter(map_path) as writer:
        for part in parts:
            origin = Path(beside, part.name)
            try:
                store.get(f"{folder}/{part.name}", origin, LARGEST_FILE)
                if content_of(origin) != part.content:
                    raise MapRefused(
                        Path(part.name), "its content is not what its name says: it was cut off on its way"
                    )
                records += writer.take_in(origin, part.is_of).records
            except StoredFileUnfit as fault:
                refused.append(f"{part.name} is refused: {fault.reason}")
            except _FAULTS as fault:
                if fault.path == map_path:
                    raise
                refused.append(_told(fault, part))
            else:
                taken.append(part)
            origin.unlink(missing_ok=True)
    return taken, records


def _told(fault: MapError, part: Part) -> str:
    reason = fault.reason if isinstance(fault, MapRefused) else str(fault)
    return f"{part.name} is refused: {reason}"
