"""The identifiers that a string spells: of a name, a path, an expression, a template or a piece of code."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_EXPRESSION = 200
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_CODE = re.compile(r"[{$=]|%\(|<%|\w\.[^\W\d]|\w\(|\bimport\s|^\s*%\s*(?:if|for|while)\b", re.MULTILINE)
"""What a template or a piece of code holds, and prose seldom does."""
_OPERATOR = r"(?:and|or|not|in|is|if|else)\b"
_PROSE = re.compile(rf"\b(?!{_OPERATOR})\w+\s+(?!{_OPERATOR})\w|\w[-/]\w|[:;?\\#@!]|\.(?:\s|$)")
"""What no expression without the marks of code holds: two words in a row, a word joined by a hyphen, a full stop."""


def identifiers_in(text: str) -> tuple[str, ...]:
    """Return the identifiers that a string spells for who formats, renders or evaluates it: "a.b" and "a:b" give two.

    Of a template ("{0.a}", "$a", "%(a)s", "<% a %>") or of code ("f(a)", "x = a") these are all its words, though some
    may stand there as text; so of an expression ("a or not b"). Ordinary words ("some text") give none.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if text.isidentifier():
        return (text,)
    dotted = text.replace(":", ".")
    if "." in dotted and dotted.replace(".", "_").isidentifier():
        return tuple(part for part in dotted.split(".") if part)
    if _CODE.search(text) or (len(text) <= _LONGEST_EXPRESSION and not _PROSE.search(text)):
        return tuple(_IDENTIFIER.findall(text))
    return ()
