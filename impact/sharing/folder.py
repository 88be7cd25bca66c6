"""A store in a plain folder, perhaps on a disk that many machines share."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from impact.errors import StoredFileUnfit, StoreUnusable
from impact.sharing.copying import copy_at_most


class Folder:
    """A store whose names are paths below a folder."""

    def __init__(self, path: Path) -> None:
        self.url, self._path = str(path), path

    def names(self, folder: str) -> list[str]:
        """Return what is in a folder; what is still being written has a name that begins with a dot."""
        try:
            return [name for name in os.listdir(self._path / folder) if not name.startswith(".")]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreUnusable(self.url, f"{folder} can't be listed: {error.strerror}.") from error

    def get(self, name: str, target: Path, most: int) -> None:
        """Copy a file out; what is none, such as a pipe, is not opened."""
        if not (self._path / name).is_file():
            raise StoredFileUnfit(self.url, f"{name} is not there, or is no file.")
        try:
            with (self._path / name).open("rb") as stream:
                copy_at_most(stream, target, most, self.url)
        except OSError as error:
            raise StoreUnusable(self.url, f"{name} can't be read: {error.strerror}.") from error

    def put(self, name: str, source: Path) -> None:
        """Copy a file in: under a name that nobody reads, then renamed."""
        final = self._path / name
        part = final.with_name(f".{secrets.token_hex(8)}.part")
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            try:
                with source.open("rb") as read, part.open("xb") as written:
                    shutil.copyfileobj(read, written)
                    written.flush()
                    os.fsync(written.fileno())
                part.replace(final)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnusable(self.url, f"{name} can't be written: {error.strerror}.") from error
