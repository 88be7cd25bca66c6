"""The strings of everything that is neither Python nor Mako: one reader for each kind."""

from __future__ import annotations

from codemods.sources.phrases import Phrase


def find_phrases(kind: str, text: str) -> tuple[Phrase, ...]:
    """Return the strings of a file of a kind.

    :raises SourceUnreadable: if it can't be parsed.
    """
    return ()
