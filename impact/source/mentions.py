"""The identifiers that a source mentions, as the map keeps them to find who can tell a change of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from impact.source.analysis import Analysis, Block
from impact.source.conventions import enumerates

ENUMERATES = "?enumerates"
"""Among the words of a source: some block of it finds names that it doesn't spell."""
DOCUMENTATION_READERS = frozenset(
    "__doc__ getdoc getcomments help pydoc doctest DocTestFinder testmod testfile".split()
)
"""Identifiers of code that reads docstrings."""
DOCUMENTATION_LIBRARIES = frozenset(
    "rest_framework drf_yasg drf_spectacular edx_api_doc_tools click typer graphene strawberry fastapi docopt fire "
    "sphinx plac cmd2 rich_click invoke apispec flask_restx connexion".split()
)
"""Libraries that make something of the docstrings of what they are given."""
_WORD = re.compile(rb"[^\W\d]\w*")
_WORDS_OF_NODEID = re.compile(r"[^\W\d]\w*")


def words_of(analysis: Analysis) -> frozenset[str]:
    """Return all identifiers that the source mentions, at its module level or in a block."""
    words = {word for block in analysis.blocks for word in block.mentions}
    words.update(word for statement in analysis.statements for word in statement.mentions)
    if any(enumerates(block.mentions) for block in analysis.blocks):
        words.add(ENUMERATES)
    return frozenset(words)


def tells(block: Block, identifiers: Iterable[str]) -> bool:
    """Whether a block can tell other values of these identifiers: it mentions one, or finds names unspelled."""
    return not block.mentions.isdisjoint(identifiers) or enumerates(block.mentions)


def text_mentions(content: bytes, identifiers: Iterable[bytes]) -> bool:
    """Whether a text of any kind (a template, a settings file) holds one of these identifiers as a word."""
    return any(word in content for word in identifiers) and not _words(content).isdisjoint(identifiers)


def _words(content: bytes) -> frozenset[bytes]:
    return frozenset(_WORD.findall(content))


def nodeid_words(nodeid: str) -> frozenset[str]:
    """Return the identifiers in a node id: a test depends on what its own name stands for."""
    return frozenset(_WORDS_OF_NODEID.findall(nodeid))
