"""References as parsers find them: which texts a place may give, and what for. Nothing is resolved yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from codemods.recipes.legacy_frontend.graph.model import Certainty, Opaque

ANY = "*"
"""Stands in a text for what is only known at run time."""
STRING = "string"
"""How a reference is made where a string merely looks like the name of a file."""
Texts = frozenset[str]
UNKNOWN: Texts = frozenset({ANY})
SUFFIXES = (
    ".html", ".htm", ".txt", ".xml", ".mako", ".mustache", ".underscore", ".js", ".coffee", ".css", ".scss", ".sass",
)  # fmt: skip
_NAME = re.compile(r"[\w.\-/@+!*:? ]*[\w*][\w.\-/@+!*:? ]*")
_INSIDE = re.compile(
    rf"[\w*][\w.\-/@+*]*(?:{'|'.join(map(re.escape, sorted(SUFFIXES, key=len, reverse=True)))})(?![\w])"
)


class Wanted(StrEnum):
    """What a reference asks for, which tells how its text is looked up."""

    TEMPLATE = "template"
    STATIC = "static"
    MODULE = "module"
    """An AMD module: no suffix is a script's, `text!` any file's; may be relative."""
    STYLE = "style"
    """What a style sheet imports."""
    GROUP = "group"
    """A bundle of the settings: `js:NAME` or `css:NAME`."""
    FILE = "file"
    """Any file of the frontend whose path ends so."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference. `texts` are all that it may ask for; `owner` is the function or class it stands in, if any."""

    how: str
    wanted: Wanted
    texts: Texts
    line: int
    owner: str = ""

    @property
    def certainty(self) -> Certainty:
        """How sure the texts are."""
        return certainty_of(self.texts, self.how)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser found in one file."""

    references: tuple[Reference, ...] = ()
    opaque: tuple[Opaque, ...] = ()


def certainty_of(texts: Texts, how: str = "") -> Certainty:
    """Return how sure some texts are: a pattern must hold enough literal text to tell its targets from others."""
    if any(ANY in text and not is_specific(text) for text in texts):
        return Certainty.DYNAMIC
    if how == STRING or any(ANY in text for text in texts):
        return Certainty.PATTERN
    return Certainty.EXACT


def is_specific(text: str) -> bool:
    """Whether a text says more than a suffix: three letters or digits besides."""
    stem = text
    for suffix in SUFFIXES:
        stem = stem.removesuffix(suffix)
    return sum(letter.isalnum() for letter in stem) >= 3


def mention(texts: Iterable[str], line: int, owner: str = "") -> Reference | None:
    """Return the reference that strings make which look like names of files; None where none does."""
    found = frozenset(name for text in texts for name in names_in(text))
    return Reference(STRING, Wanted.FILE, found, line, owner) if found else None


def names_in(text: str) -> list[str]:
    """Return what a string may name of the frontend: all of it, or names with a suffix inside a longer text."""
    whole = text.strip()
    if len(whole) <= 200 and "/" in whole and _NAME.fullmatch(whole):
        return [whole] if is_specific(whole) else []
    return [found[0] for found in _INSIDE.finditer(text) if is_specific(found[0])]
