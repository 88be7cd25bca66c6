"""A store in any file system that fsspec knows: S3, GCS, Azure, SFTP and others, each by a library of its own."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from impact.errors import StoredFileUnfit, StoreUnusable
from impact.sharing.address import without_credentials
from impact.sharing.copying import copy_at_most, require_same


class ObjectStore:
    """A store whose names are paths below a URL of fsspec."""

    def __init__(self, url: str) -> None:
        self.url = without_credentials(url)
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise StoreUnusable(
                self.url,
                "object stores need fsspec: install pytest-openedx[object-store], and fsspec's library for yours.",
            ) from error
        with self._faults("can't be opened"):
            self._system, path = url_to_fs(url)
        self._path = str(path).rstrip("/")

    def names(self, folder: str) -> list[str]:
        """Return what is in a folder."""
        with self._faults(f"{folder} can't be listed"):
            self._system.invalidate_cache()
            try:
                found = self._system.ls(f"{self._path}/{folder}", detail=False)
            except FileNotFoundError:
                return []
            return [str(name).rstrip("/").rpartition("/")[2] for name in found]

    def get(self, name: str, target: Path, most: int) -> None:
        """Download a file."""
        with self._faults(f"{name} can't be read"):
            try:
                with self._system.open(f"{self._path}/{name}", "rb") as stream:
                    copy_at_most(stream, target, most, self.url)
            except FileNotFoundError as error:
                raise StoredFileUnfit(self.url, f"{name} is not there.") from error

    def put(self, name: str, source: Path) -> None:
        """Upload a file, and read it back: not each of these systems writes a file in full or not at all."""
        path = f"{self._path}/{name}"
        with self._faults(f"{name} can't be written"):
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.put_file(str(source), path)
        with tempfile.TemporaryDirectory() as beside:
            back = Path(beside, "back")
            self.get(name, back, source.stat().st_size)
            require_same(source, back, name, self.url)

    @contextlib.contextmanager
    def _faults(self, what: str) -> Iterator[None]:
        try:
            yield
        except StoreUnusable:
            raise
        except Exception as error:  # each file system of fsspec raises what its own library does
            raise StoreUnusable(self.url, f"{what}: {' '.join(str(error).split()) or type(error).__name__}.") from error
