"""What lies in the impact map, as its reader gives it."""

from __future__ import annotations

from typing import NamedTuple

from impact.map.packing import unpack_dependency, unpack_digest, unpack_signature, unpack_text
from impact.model import Dependency, Outcome, Sighting


class StoredRecord(NamedTuple):
    """A record in the map: `sets` are the ids of its claim sets, ascending; `duration` is in seconds, `seen` in
    milliseconds since 1970."""

    id: int
    test: str
    outcome: Outcome
    duration: float
    seen: int
    sets: tuple[int, ...]


class StoredDependency(NamedTuple):
    """A dependency as it lies in the map; to unpack all of many thousands takes longer than to look at their files.

    Its properties raise what packing finds wrong with it (`impact.map.packing`).
    """

    id: int
    kind: str
    packed_place: str
    packed_content: bytes | str
    signature: str | None
    """The text of a signature, if one vouches for the content."""

    @property
    def place(self) -> str:
        """The place of the dependency."""
        return unpack_text(self.packed_place)

    @property
    def dependency(self) -> Dependency:
        """The dependency."""
        return unpack_dependency(self.kind, self.packed_place)

    @property
    def sighting(self) -> Sighting:
        """Its content when it was looked at last."""
        return Sighting(unpack_digest(self.packed_content), unpack_signature(self.signature))


class StoredOutline(NamedTuple):
    """What the tests of one file rest on together, each as last observed.

    `ids` stand for them in `MapReader.records`, the collection of the file among them; `tests` is how many they are
    without it, and `seconds` how long they took. Only where the file is `whole` do all of them rest while the claim
    sets in `sets` hold; elsewhere only their records tell.
    """

    file: str
    ids: tuple[int, ...]
    tests: int
    seconds: float
    whole: bool
    sets: tuple[int, ...]


class StoredClaim(NamedTuple):
    """A claim in the map, with the aspects that it is about and the fingerprint each had."""

    id: int
    digest: str
    facts: dict[str, str]
