"""Opening a file: from its bytes to what codemods work with, and from their edits back to bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from codemods.edits import apply
from codemods.errors import SourceUnreadable
from codemods.model import Edit, Left
from codemods.sources.decoding import Decoded, decode_other, decode_python
from codemods.sources.kinds import MAKO, PYTHON
from codemods.sources.phrases import Phrases
from codemods.sources.places import Places
from codemods.sources.python import Python, parse
from codemods.sources.python2 import cast_python2
from codemods.sources.python2_lines import cast_lines
from codemods.sources.settings_files import find_phrases
from codemods.sources.shadow import OutOfReach, Shadow


@dataclass(frozen=True, slots=True)
class Place:
    """Which file it is: `path` under the root with forward slashes; the dotted names of the module and its package.

    `siblings` are the names that imports without dots find in this package, in Python 2.
    """

    path: str
    module: str = ""
    package: str = ""
    siblings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: `source` is what a codemod gets; `opaque` counts the parts that could not be parsed."""

    place: Place
    kind: str
    decoded: Decoded
    source: Python | Phrases
    shadow: Shadow | None = None
    opaque: int = 0

    def edits(self, made: Iterable[Edit]) -> tuple[Edit, ...]:
        """Return edits of the source as edits of the file's text.

        :raises OutOfReach: if one has no place there.
        """
        if self.shadow is None:
            return tuple(made)
        return tuple(self.shadow.to_original(edit) for edit in made)

    def lefts(self, left: Iterable[Left]) -> tuple[Left, ...]:
        """Return places of the source as places of the file's text."""
        if self.shadow is None or self.kind == PYTHON:  # the lines of a Python 2 file stay in their place
            return tuple(left)
        inner, outer = Places(self.shadow.text), Places(self.decoded.text)
        return tuple(Left(outer.line(self.shadow.offset(inner.offset(each.line, 0))), each.reason) for each in left)

    def check(self, made: Collection[Edit]) -> None:
        """See that the file can still be parsed with these edits of its source, and written in its encoding.

        :raises SourceUnreadable: if it can't.
        :raises ValueError: if the edits overlap.
        """
        text = apply(self.source.text, made)
        if isinstance(self.source, Python):
            parse(text)
        else:
            find_phrases(self.kind, text)
        self.decoded.encode("".join(edit.text for edit in made))


def open_source(place: Place, kind: str, raw: bytes) -> Opened:
    """Open a file of a kind.

    :raises SourceUnreadable: if it can't be decoded or parsed.
    """
    decoded = decode(kind, raw)
    if kind == PYTHON:
        return _open_python(place, decoded)
    if kind == MAKO:
        from codemods.adapters.mako_templates import cast_mako

        shadow, opaque = cast_mako(decoded.text)
        source = Python(place.path, shadow.text, form=MAKO)
        return Opened(place, kind, decoded, source, shadow, opaque)
    return Opened(place, kind, decoded, Phrases(place.path, decoded.text, kind, find_phrases(kind, decoded.text)))


def decode(kind: str, raw: bytes) -> Decoded:
    """Decode a file of a kind.

    :raises SourceUnreadable: if that can't be done without loss.
    """
    return decode_python(raw) if kind == PYTHON else decode_other(raw)


def _open_python(place: Place, decoded: Decoded) -> Opened:
    names = {"module": place.module, "package": place.package}
    source = Python(place.path, decoded.text, **names, siblings=place.siblings)
    try:
        source.tree  # noqa: B018 - it is parsed here, so that the fault is met here
    except SourceUnreadable as fault:
        shadow = cast_lines(decoded.text) or cast_python2(decoded.text, fault)
        source = Python(place.path, shadow.text, **names, form="python2", siblings=place.siblings)
        source.tree  # noqa: B018
        return Opened(place, PYTHON, decoded, source, shadow)
    return Opened(place, PYTHON, decoded, source)


__all__ = ["Opened", "OutOfReach", "Place", "decode", "open_source"]
