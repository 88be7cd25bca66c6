"""From the numbers that one map gives to facts to those of another, and the digests of what consists of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain

from impact.map.packing import unpack_digest, unpack_text
from impact.map.vetting import is_name_in_folder
from impact.model import DIGEST_BYTES, WHOLE, Kind, digest


class Numbering:
    """The facts of one dependency, which each map numbers for itself: from their numbers to ours."""

    def __init__(self, connection: sqlite3.Connection, old: int, new: int) -> None:
        self.old, self._new, self._connection = old, new, connection
        kind, place = connection.execute("SELECT kind, place FROM dependency WHERE id = ?", (new,)).fetchone()
        self._is_folder, self._head = kind == Kind.DIRECTORY, [kind, unpack_text(place)]
        facts = "SELECT number, aspect, fingerprint FROM {}.fact WHERE dependency_id = ?"
        self._theirs = {number: (a, f) for number, a, f in connection.execute(facts.format("source"), (old,))}
        self._ours = {(a, f): number for number, a, f in connection.execute(facts.format("main"), (new,))}
        self._last = max(self._ours.values(), default=0)
        self._texts: dict[int, tuple[str, str]] = {}

    def digest(self, numbers: Iterable[int]) -> str:
        """Return the digest of a claim about the facts with these numbers of theirs."""
        facts = sorted([self._texts.get(number) or self._unpack(number) for number in numbers])
        return digest([*self._head, *chain.from_iterable(facts)])

    def renumbered(self, number: int) -> int:
        """Return our number of a fact; one that we do not have gets one."""
        fact = self._theirs[number]
        ours = self._ours.get(fact)
        if ours is None:
            ours = self._ours[fact] = self._last = self._last + 1
            self._connection.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", (self._new, ours, *fact))
        return ours

    def _unpack(self, number: int) -> tuple[str, str]:
        aspect, fingerprint = self._theirs[number]
        found = self._texts[number] = unpack_text(aspect), unpack_digest(fingerprint)
        if self._is_folder and found[0] != WHOLE and not is_name_in_folder(found[0]):
            raise ValueError("a fact about a folder speaks of another place")
        return found


def joint_digest(digests: Iterable[bytes]) -> bytes:
    """Return what `impact.model.digest` makes of the texts of these digests; a map has fifty million of them."""
    texts = b"".join(sorted(digests)).hex("\0", DIGEST_BYTES)
    return blake2b((texts and f"{texts}\0").encode(), digest_size=DIGEST_BYTES).digest()
