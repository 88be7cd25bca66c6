"""Django templates: the strings and words of their tags, by Django's own lexer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.errors import LibraryMissing
from codemods.sources.phrases import Phrase

_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s\"'|:=,]+)")


def read_django(text: str) -> Iterator[Phrase]:
    """Yield strings and words of tags, and the strings of what is put out; tags need not be known to anybody.

    :raises LibraryMissing: without Django.
    """
    for is_tag, start, end in read_tokens(text):
        for found in _PART.finditer(text, start + 2, end - 2):
            if found[3] is None:
                group = 1 if found[1] is not None else 2
                yield Phrase(*found.span(group), found[group], "string")
            elif is_tag:
                yield Phrase(*found.span(3), found[3], "word")


def read_tokens(text: str) -> Iterator[tuple[bool, int, int]]:
    """Yield whether it is a tag, and the offsets, of each tag and each variable that is put out.

    :raises LibraryMissing: without Django.
    """
    try:
        from django.template.base import DebugLexer, TokenType
    except ImportError:
        raise LibraryMissing("Django", "Reading a Django template", "django") from None
    for token in DebugLexer(text).tokenize():
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield token.token_type == TokenType.BLOCK, *token.position
