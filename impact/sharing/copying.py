"""Copying what may be larger than it should be."""

from __future__ import annotations

import filecmp
from pathlib import Path
from typing import Protocol

from impact.errors import StoredFileUnfit, StoreUnusable

PORTION = 1 << 20
"""Bytes read at once."""


class Readable(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""


def copy_at_most(stream: Readable, target: Path, most: int, url: str) -> None:
    """Write a stream of bytes to a file.

    :raises StoredFileUnfit: if there are more than `most`; the file is removed.
    """
    left = most
    with target.open("wb") as written:
        while portion := stream.read(min(PORTION, left + 1)):
            left -= len(portion)
            if left < 0:
                break
            written.write(portion)
    if left < 0:
        target.unlink()
        raise StoredFileUnfit(url, f"what it sends is larger than {most // 1_000_000:,} MB.")


def require_same(source: Path, back: Path, name: str, url: str) -> None:
    """Compare what was written under a name with what is read back.

    :raises StoreUnusable: if they differ.
    """
    if not filecmp.cmp(source, back, shallow=False):
        raise StoreUnusable(url, f"{name} was written, and reads otherwise.")
