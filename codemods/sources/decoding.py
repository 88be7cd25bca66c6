"""From bytes to text and back, so that what nobody edits keeps its bytes: encoding, byte order mark, line ends."""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass

from codemods.errors import SourceUnreadable


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, without its byte order mark, and all that is needed to make the same bytes of it."""

    text: str
    encoding: str
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """Return the bytes of another text in the same encoding.

        :raises SourceUnreadable: if it holds a character that the encoding has not.
        """
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            character = error.object[error.start]
            raise SourceUnreadable(f"the file is in {self.encoding}, which has no {character!r}") from error


def decode_python(raw: bytes) -> Decoded:
    """Decode a Python source by its mark or its coding line, UTF-8 without either (PEP 263).

    :raises SourceUnreadable: if that encoding is unknown, or is not what the bytes are in.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
    except (SyntaxError, UnicodeError) as error:
        raise SourceUnreadable(f"its encoding can't be told: {error}", 1) from error
    return _decoded(raw, "utf-8" if encoding == "utf-8-sig" else encoding)


def decode_other(raw: bytes) -> Decoded:
    """Decode a file that names no encoding: UTF-8, else Latin-1, which gives any bytes back unchanged.

    :raises SourceUnreadable: if it is binary.
    """
    if b"\0" in raw[:8192]:
        raise SourceUnreadable("it is a binary file")
    try:
        return _decoded(raw, "utf-8")
    except SourceUnreadable:
        return _decoded(raw, "latin-1")


def _decoded(raw: bytes, encoding: str) -> Decoded:
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) and encoding == "utf-8" else b""
    body = raw[len(mark) :]
    try:
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        at = body[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise SourceUnreadable(f"it is not in {encoding}, as it should be", at) from error
    if text.encode(encoding) != body:
        raise SourceUnreadable(f"its {encoding} can't be written back byte by byte")
    return Decoded(text, encoding, mark)
