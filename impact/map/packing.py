"""How ids, digests and texts are laid out in the columns of the impact map."""

from __future__ import annotations

import contextlib
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import sub

from impact.model import DIGEST_BYTES, Dependency, Kind, Outcome, Signature

LARGEST = 256 * 1024 * 1024
"""No unpacked value has more bytes; what claims to is an attack, or damage."""
WORTHWHILE = 48
"""Shorter id lists are not worth compressing."""
WIDTHS = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32), ("Q", 1 << 64))
"""Type codes of `array` with the first number that is too large for them."""


class Unpackable(ValueError):
    """A packed value is malformed."""


def pack_ids(ids: Iterable[int]) -> bytes:
    """Pack distinct positive ids: one letter, then the sorted gaps in the narrowest integers that hold them.

    A small letter says that the gaps are compressed.
    """
    ordered = sorted(ids)
    gaps = ordered[:1] + list(map(sub, ordered[1:], ordered))
    largest = max(gaps, default=0)
    code = next(code for code, limit in WIDTHS if largest < limit)
    packed = array(code, gaps)
    if sys.byteorder == "big":
        packed.byteswap()
    raw = packed.tobytes()
    if len(raw) >= WORTHWHILE:
        small = zlib.compress(raw, 1)
        # Unpacking is on the path of each selection: it must buy something.
        if len(small) < len(raw) * 3 // 4:
            return code.lower().encode() + small
    return code.encode() + raw


def unpack_ids(blob: bytes, most: int = LARGEST) -> Iterator[int]:
    """Return the ids in `blob`, ascending.

    :raises Unpackable: if it was not made by `pack_ids`, or holds more ids than `most`.
    """
    letter = chr(blob[0]) if blob else ""
    code = letter.upper()
    if code not in ("B", "H", "I", "Q"):
        raise Unpackable("an id list of unknown form")
    gaps = array(code)
    try:
        gaps.frombytes(blob[1:] if letter == code else inflate(blob[1:], min(LARGEST, most * gaps.itemsize)))
    except ValueError as error:
        raise Unpackable(str(error)) from error
    if len(gaps) > most:
        raise Unpackable(f"an id list of more than {most:,} ids")
    if sys.byteorder == "big":
        gaps.byteswap()
    return accumulate(gaps)


def inflate(blob: bytes, most: int = LARGEST) -> bytes:
    """Decompress, up to a limit.

    :raises Unpackable: if the bytes are damaged, cut off, or unpack to more than `most`.
    """
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(blob, most)
    except zlib.error as error:
        raise Unpackable(str(error)) from error
    if not machine.eof:
        raise Unpackable("compressed bytes that are cut off or too large")
    return plain


def pack_prose(text: str) -> bytes:
    """Compress a long text."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpack_prose(blob: bytes, most: int = LARGEST) -> str:
    """Return the text that `pack_prose` compressed.

    :raises Unpackable: if it did not, or the text has more bytes than `most`.
    """
    try:
        return inflate(blob, most).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise Unpackable(str(error)) from error


def pack_words(words: Iterable[str]) -> bytes:
    """Compress a set of words so that one of them is found without taking them apart."""
    return pack_prose("\n".join(["", *sorted(words), ""]))


def holds_any(blob: bytes, words: Iterable[bytes]) -> bool:
    """Whether `pack_words` packed one of these words, each given between two line ends.

    :raises Unpackable: if it did not make the blob.
    """
    plain = inflate(blob)
    return any(word in plain for word in words)


def pack_text(text: str) -> str:
    """Return a text that SQLite takes: file names may hold bytes that are not Unicode.

    Such a text is escaped behind a null, and so is one that begins with a null.
    """
    if not text.startswith("\0"):
        if text.isascii():
            return text
        with contextlib.suppress(UnicodeEncodeError):
            text.encode()
            return text
    return "\0" + text.encode("unicode_escape").decode("ascii")


def unpack_text(text: str) -> str:
    """Return what `pack_text` was given."""
    if text.startswith("\0"):
        return text[1:].encode("ascii").decode("unicode_escape")
    return text


def pack_digest(text: str) -> bytes | str:
    """Return a fingerprint at half its length; one that `impact.model.digest` did not make stays a text."""
    if len(text) == 2 * DIGEST_BYTES:
        try:
            packed = bytes.fromhex(text)
        except ValueError:
            return pack_text(text)
        if packed.hex() == text:
            return packed
    return pack_text(text)


def unpack_digest(packed: bytes | str) -> str:
    """Return what `pack_digest` was given."""
    return packed.hex() if isinstance(packed, bytes) else unpack_text(packed)


def pack_signature(signature: Signature | None) -> str | None:
    """Return a signature as a text."""
    return None if signature is None else signature.text


def unpack_signature(packed: str | None) -> Signature | None:
    """Return what `pack_signature` was given.

    :raises Unpackable: if it was not made by it.
    """
    if packed is None:
        return None
    try:
        modified, changed, size, inode = map(int, packed.split())
    except ValueError as error:
        raise Unpackable(f"a malformed signature: {error}") from error
    return Signature(modified, changed, size, inode)


def unpack_dependency(kind: str, place: str) -> Dependency:
    """Return the dependency of a row.

    :raises Unpackable: if its kind does not exist.
    """
    try:
        return Dependency(Kind(kind), unpack_text(place))
    except ValueError as error:
        raise Unpackable(str(error)) from error


def unpack_outcome(outcome: str) -> Outcome:
    """Return the outcome of a row.

    :raises Unpackable: if it does not exist.
    """
    try:
        return Outcome(outcome)
    except ValueError as error:
        raise Unpackable(str(error)) from error
