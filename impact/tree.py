"""Looking at the files under the root: their content ids, and the signatures that let an unchanged one go unread."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping

from impact.model import ABSENT, WHOLE, Sighting, Signature, digest, signature_text

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


def is_signed(path: str, text: str) -> bool:
    """Whether the signature of a file or folder has this text. Asked of each known file at each start."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return False
    return signature_text(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino) == text


def _signature(found: os.stat_result) -> Signature:
    return Signature(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def read(path: str) -> tuple[bytes | None, Sighting]:
    """Return the content of a file and its sighting; None and an absent sighting where it can't be read.

    A link to a folder is known by its target.
    """
    try:
        with open(path, "rb") as stream:
            before = os.fstat(stream.fileno())
            content = stream.read()
            after = os.fstat(stream.fileno())
    except FileNotFoundError:
        return None, Sighting(ABSENT)
    except (OSError, ValueError):
        return None, Sighting(_link_id(path) or _NOT_A_FILE)
    seen = _signature(after)
    steady = seen == _signature(before) and max(seen.modified, seen.changed) < time.time_ns() - _RACY
    return content, Sighting(content_id(content), seen if steady else None)


def _link_id(path: str) -> str | None:
    """Return the content id of a symbolic link to a folder: where it leads to. None for a folder itself."""
    try:
        return digest(["link", os.readlink(path)])
    except (OSError, ValueError):
        return None


THERE, MISSING = "there", "missing"
"""The fingerprints of a name that a folder holds, and of one that it does not."""
_NOISE = frozenset(
    "__pycache__ .git .hg .svn .impact .pytest_cache .hypothesis .mypy_cache .ruff_cache .tox .nox .coverage".split()
)
"""Names that tools put into any folder."""

_NOISY_ENDS = (".pyc", "~", ".swp", ".egg-info", ".dist-info")


def is_noise(name: str) -> bool:
    """Whether a name is of the kind that tools put into folders as they run."""
    return name in _NOISE or name.startswith((".coverage.", ".#")) or name.endswith(_NOISY_ENDS)


def names_in(path: str) -> frozenset[str] | None:
    """Return the names in a folder, without those that tools put there; None where it can't be listed."""
    try:
        return frozenset(name for name in os.listdir(path) if not is_noise(name))
    except (OSError, ValueError):
        return None


def listing_id(names: frozenset[str] | None) -> str:
    """Return the content id of a folder with these names."""
    return ABSENT if names is None else digest(sorted(names))


def look_at_folder(path: str, known: Sighting | None = None) -> Sighting:
    """Return the present sighting of a folder. It is listed only where its signature differs from the known one."""
    seen = signature(path)
    if known is not None and seen is not None and seen == known.signature:
        return known
    steady = seen is not None and max(seen.modified, seen.changed) < time.time_ns() - _RACY
    return Sighting(listing_id(names_in(path)), seen if steady else None)


NO_LINK = "no link"
"""The fingerprint of a name in a folder as a link, where it is none or is not there."""


def as_link(name: str) -> str:
    """Return the aspect of a folder that tells where a name leads: no name holds a slash."""
    return f"{name}/"


class FolderFacts(Mapping[str, str]):
    """Every aspect of a folder: its whole listing, and for each name whether it is there, and where it leads."""

    def __init__(self, path: str) -> None:
        names = names_in(path)
        self._path = path
        self._names = names or frozenset()
        self._whole = listing_id(names)

    def __getitem__(self, aspect: str) -> str:
        if aspect == WHOLE:
            return self._whole
        if aspect.endswith("/"):
            link = os.path.join(self._path, aspect[:-1])
            return f"link to {os.readlink(link)}" if os.path.islink(link) else NO_LINK
        return THERE if aspect in self._names else MISSING

    def __iter__(self) -> Iterator[str]:
        yield WHOLE
        yield from self._names

    def __len__(self) -> int:
        return 1 + len(self._names)


def look(path: str, known: Sighting | None = None) -> Sighting:
    """Return the present sighting of a file. It is read only where its signature differs from the known one."""
    if known is not None and known.signature is not None and signature(path) == known.signature:
        return known
    return read(path)[1]
