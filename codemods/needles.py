"""Needles: what must stand in the bytes of a file before anybody parses it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = rb"[0-9A-Za-z_\x80-\xff]"


@dataclass(frozen=True, slots=True)
class Needle:
    """Words of which one must stand in a file, and the pattern that says how.

    The words are looked for first: plain bytes are found many times faster than the pattern.
    """

    words: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    def found_in(self, raw: bytes) -> bool:
        """Whether it stands in a file of this content."""
        return any(word in raw for word in self.words) and self.pattern.search(raw) is not None


@dataclass(frozen=True, slots=True)
class Needles:
    """Needles that must all be found in a file; none at all lets every file pass."""

    needles: tuple[Needle, ...] = ()

    def found_in(self, raw: bytes) -> bool:
        """Whether a file of this content is worth a closer look."""
        return all(needle.found_in(raw) for needle in self.needles)


def words(*alternatives: str) -> Needles:
    """Return needles that are found where one of the words stands, with no letter beside it.

    Words are of ASCII, or UTF-8 as sources mostly are: a name in another encoding is not found.
    """
    return all_words(alternatives)


def all_words(*groups: Iterable[str]) -> Needles:
    """Return needles that are found where, of each group, one word stands."""
    return Needles(tuple(_either(tuple(group)) for group in groups))


def mentions(name: str) -> Needles:
    """Return needles that are found where a bare name is imported, is a string, or has something after a dot."""
    word = re.escape(name.encode())
    alone = rb"(?<!%b)%b(?!%b)" % (_WORD, word, _WORD)
    pattern = rb"import[^\n]{0,400}%b|from\s+%b|[\"']%b[\"':]|%b\.(?:%b|\*)" % (alone, alone, word, alone, _WORD)
    return Needles((Needle((name.encode(),), re.compile(pattern)),))


def _either(alternatives: tuple[str, ...]) -> Needle:
    encoded = tuple(word.encode() for word in sorted(alternatives))
    joined = b"|".join(map(re.escape, encoded))
    return Needle(encoded, re.compile(rb"(?<!%b)(?:%b)(?!%b)" % (_WORD, joined, _WORD)))
