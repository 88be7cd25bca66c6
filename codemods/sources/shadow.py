"""Shadows: Python 3 text made of another text, that still knows where each of its pieces stood."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from codemods.model import Edit


class OutOfReach(Exception):
    """An edit of a shadow covers text that does not stand in the original like this."""

    def __init__(self, edit: Edit) -> None:
        super().__init__("the edit reaches over text that only stands for something else in the file")
        self.edit = edit


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of `length` characters that is the same in shadow and original, by where it begins in each.

    `indent` is what the original has before each line of this stretch, and the shadow has not.
    """

    shadow: int
    original: int
    length: int
    indent: str = ""


class Shadow:
    """A text to be parsed, and the way from it back to the original."""

    def __init__(self, text: str, pieces: Iterable[Piece]) -> None:
        self.text = text
        self._pieces = sorted((piece for piece in pieces if piece.length), key=lambda piece: piece.shadow)
        self._starts = [piece.shadow for piece in self._pieces]

    def to_original(self, edit: Edit) -> Edit:
        """Return the edit of the original that an edit of the shadow stands for.

        :raises OutOfReach: if it covers more than one stretch of common text.
        """
        piece = self._holding(edit)
        if piece is None:
            raise OutOfReach(edit)
        shift = piece.original - piece.shadow
        text = edit.text.replace("\n", "\n" + piece.indent) if piece.indent else edit.text
        return replace(edit, start=edit.start + shift, end=edit.end + shift, text=text)

    def offset(self, offset: int) -> int:
        """Return the place in the original that is nearest to one of the shadow."""
        at = max(0, bisect.bisect_right(self._starts, offset) - 1)
        if not self._pieces:
            return 0
        piece = self._pieces[at]
        return piece.original + min(max(0, offset - piece.shadow), piece.length)

    def _holding(self, edit: Edit) -> Piece | None:
        at = bisect.bisect_right(self._starts, edit.start) - 1
        # An insertion between two stretches belongs to the later one, unless only the earlier one reaches it.
        for index in (at, at - 1):
            if index >= 0 and edit.end <= self._pieces[index].shadow + self._pieces[index].length:
                return self._pieces[index]
        return None


class Casting:
    """Makes a shadow piece by piece: text copied from the original, and text that only stands for something."""

    def __init__(self, original: str) -> None:
        self._original = original
        self._text: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0

    def copy(self, start: int, end: int, indent: str = "") -> None:
        """Copy a stretch of the original."""
        if start < end:
            self._pieces.append(Piece(self._length, start, end - start, indent))
            self.put(self._original[start:end])

    def put(self, text: str) -> None:
        """Add text that is not in the original."""
        self._text.append(text)
        self._length += len(text)

    def shadow(self) -> Shadow:
        """Return what was made."""
        return Shadow("".join(self._text), _merged(self._pieces))


def cast(original: str, edits: Iterable[Edit]) -> Shadow:
    """Return the shadow that these edits make of a text; they must not overlap."""
    casting = Casting(original)
    at = 0
    for edit in sorted(edits):
        casting.copy(at, edit.start)
        casting.put(edit.text)
        at = edit.end
    casting.copy(at, len(original))
    return casting.shadow()


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if (
            last is not None
            and last.indent == piece.indent
            and last.shadow + last.length == piece.shadow
            and last.original + last.length == piece.original
        ):
            last = replace(last, length=last.length + piece.length)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
