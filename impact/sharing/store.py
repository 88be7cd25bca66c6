"""What a store of maps must be able to do, wherever it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Store(Protocol):
    """Files under names such as `a/b/c`, written once and never changed.

    Every method raises StoreUnusable where the store does not answer, or refuses.
    """

    url: str
    """The address, without credentials."""

    def names(self, folder: str) -> list[str]:
        """Return the last parts of the names below a folder, of files and folders; none where there is no folder."""

    def get(self, name: str, target: Path, most: int) -> None:
        """Write a file of the store to `target`.

        :raises StoredFileUnfit: if it is gone, no file, or has more than `most` bytes.
        """

    def put(self, name: str, source: Path) -> None:
        """Bring in a file: it is there in full under this name, or not at all."""
