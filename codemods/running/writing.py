"""Writing a file so that there is the old one or the new one, and never half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from codemods.edits import apply
from codemods.errors import SourceUnreadable
from codemods.model import Failed, Skipped
from codemods.running.examining import Examined
from codemods.sources.kinds import kind_of
from codemods.sources.opening import decode
from impact.tree import content_id

READ_ONLY = "it is read-only"
CHANGED_MEANWHILE = "it changed while the run went on; run again"


def new_content(root: Path, examined: Examined) -> tuple[bytes, bytes] | Skipped:
    """Return the content of a file now and with its edits, or why it can't be told any more."""
    try:
        before = (root / examined.path).read_bytes()
    except OSError as error:
        return Skipped(f"it can't be read: {error.strerror}")
    if content_id(before) != examined.content:
        return Skipped(CHANGED_MEANWHILE)
    kind = kind_of(examined.path, before)
    assert kind is not None
    try:
        decoded = decode(kind, before)
        return before, decoded.encode(apply(decoded.text, examined.edits))
    except SourceUnreadable as fault:
        return Skipped(fault.reason, fault.line)


def write(path: Path, before: bytes, after: bytes) -> Skipped | Failed | None:
    """Put another content in a file; return why that was not done, None where it was.

    The permissions stay. A link is never written through, and a file that may not be written stays as it is.
    """
    if path.is_symlink():
        return Skipped("it has become a symbolic link")
    if is_read_only(path):
        return Skipped(READ_ONLY)
    try:
        if path.read_bytes() != before:
            return Skipped(CHANGED_MEANWHILE)
        replace(path, after)
    except OSError as error:
        return Failed(f"it can't be written: {error.strerror}")
    return None


def is_read_only(path: Path) -> bool:
    """Whether a file may not be written; one that nobody may write is so for root, too."""
    return not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222


def replace(path: Path, content: bytes) -> None:
    """Replace the content of a file in one step.

    :raises OSError: if that can't be done; the file is as before, then.
    """
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".codemods-")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, path.stat().st_mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
