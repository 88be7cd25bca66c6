"""Needles: what must stand in the bytes of a file before anybody parses it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = rb"[0-9A-Za-z_\x80-\xff]"


@dataclass(frozen=True, slots=True)
class Needles:
    """Patterns that must all be found in a file; none at all lets every file pass."""

    patterns: tuple[re.Pattern[bytes], ...] = ()

    def found_in(self, raw: bytes) -> bool:
        """Whether a file of this content is worth a closer look."""
        return all(pattern.search(raw) for pattern in self.patterns)


def words(*alternatives: str) -> Needles:
    """Return needles that are found where one of the words stands, with no letter beside it.

    Words are of ASCII, or UTF-8 as sources mostly are: a name in another encoding is not found.
    """
    return Needles((_either(alternatives),))


def all_words(*groups: Iterable[str]) -> Needles:
    """Return needles that are found where, of each group, one word stands."""
    return Needles(tuple(_either(group) for group in groups))


def mentions(name: str) -> Needles:
    """Return needles that are found where a bare name is imported, is a string, or has something after a dot."""
    word = re.escape(name.encode())
    before = rb"(?<!%b)" % _WORD
    return Needles(
        (
            re.compile(
                rb"import[^\n]{0,400}%b%b(?!%b)|from\s+%b(?!%b)|[\"']%b[\"':]|%b%b\.%b"
                % (before, word, _WORD, word, _WORD, word, before, word, _WORD)
            ),
        )
    )


def _either(alternatives: Iterable[str]) -> re.Pattern[bytes]:
    joined = b"|".join(re.escape(word.encode()) for word in sorted(alternatives))
    return re.compile(rb"(?<!%b)(?:%b)(?!%b)" % (_WORD, joined, _WORD))
