"""The identifiers that a source mentions, as the map keeps them to find who can tell a change of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from impact.source.analysis import Analysis
from impact.source.conventions import enumerates, gets_modules
from impact.source.handing import last_part

ENUMERATES = "?enumerates"
"""Among the words of a source: some part of it finds names that it doesn't spell."""
GETS_MODULES = "?gets"
"""Among the words of a source: some part of it may get at modules that it doesn't import."""
HANDED = "="
BOUND = ":"
"""Among the words of a source, before the last part of what it uses as a value, and of what its module level binds by
an import."""
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
    parts = [*(each.mentions for each in analysis.blocks), *(each.mentions for each in analysis.statements)]
    if any(map(enumerates, parts)):
        words.add(ENUMERATES)
    if any(map(gets_modules, parts)):
        words.add(GETS_MODULES)
    words.update(HANDED + last_part(form) for form in analysis.handed)
    for statement in analysis.statements:
        for form in statement.imports:
            words.update(BOUND + part for part in (last_part(form), *statement.binds))
    return frozenset(words)


def text_mentions(content: bytes, identifiers: Iterable[bytes]) -> bool:
    """Whether a text of any kind (a template, a settings file) holds one of these identifiers as a word."""
    return any(word in content for word in identifiers) and not _words(content).isdisjoint(identifiers)


def _words(content: bytes) -> frozenset[bytes]:
    return frozenset(_WORD.findall(content))


def nodeid_words(nodeid: str) -> frozenset[str]:
    """Return the identifiers in a node id: a test depends on what its own name stands for."""
    return frozenset(_WORDS_OF_NODEID.findall(nodeid))
