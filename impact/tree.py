"""Looking at the files under the root: their content ids, and the signatures that let an unchanged one go unread."""

from __future__ import annotations

import hashlib
import os
import time

from impact.model import ABSENT, Sighting, Signature

_RACY = 2_000_000_000
"""Nanoseconds. A file changed so shortly before it was read may change again without its times telling: the
coarsest clocks of file systems tick every two seconds (git's documentation calls such an entry racily clean)."""
_NOT_A_FILE = "not a file"


def content_id(content: bytes) -> str:
    """Return the id that git gives to a blob of this content, so that maps and commits speak of the same thing."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def signature(path: str) -> Signature | None:
    """Return what `stat` says of a file, or None where it says nothing."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return _signature(found)


def _signature(found: os.stat_result) -> Signature:
    return Signature(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def read(path: str) -> tuple[bytes | None, Sighting]:
    """Return the content of a file and its sighting; None and an absent sighting where it can't be read."""
    try:
        with open(path, "rb") as stream:
            before = os.fstat(stream.fileno())
            content = stream.read()
            after = os.fstat(stream.fileno())
    except FileNotFoundError:
        return None, Sighting(ABSENT)
    except (OSError, ValueError):
        return None, Sighting(_NOT_A_FILE)
    seen = _signature(after)
    steady = seen == _signature(before) and max(seen.modified, seen.changed) < time.time_ns() - _RACY
    return content, Sighting(content_id(content), seen if steady else None)


def look(path: str, known: Sighting | None = None) -> Sighting:
    """Return the present sighting of a file. It is read only where its signature differs from the known one."""
    if known is not None and known.signature is not None and signature(path) == known.signature:
        return known
    return read(path)[1]
