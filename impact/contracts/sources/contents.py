"""The content of each module, and its id, as git gives it; a file whose signature has not changed is not read."""

from __future__ import annotations

import os
from collections.abc import Iterable

from impact.contracts.sources.places import Listing
from impact.contracts.sources.shelter import Shelter

_FILE = "files.json"


class Contents:
    """Knows and reads the sources of a listing. `contents` holds those that had to be read."""

    def __init__(self, listing: Listing, shelter: Shelter) -> None:
        self._listing, self._shelter = listing, shelter
        self._read: dict[str, bytes] = {}

    def ids(self) -> dict[str, str]:
        """Return the content id of each module."""
        known = self._shelter.load(_FILE)
        known = known if isinstance(known, dict) else {}
        ids: dict[str, str] = {}
        kept: dict[str, list[int | str]] = {}
        learned = False
        for name, entry in self._listing.files.items():
            before = known.get(name)
            found = entry.stat()
            if (
                isinstance(before, list)
                and len(before) == 5
                and before[0] == found.st_mtime_ns
                and before[1] == found.st_size
                and before[2] == found.st_ctime_ns
                and before[3] == found.st_ino
            ):
                ids[name] = before[4]
                kept[name] = before
                continue
            learned = True
            ids[name] = self._look(name, entry, kept)
        if learned or len(kept) != len(known):
            self._shelter.save(_FILE, kept)
        return ids

    def _look(self, name: str, entry: os.DirEntry[str], kept: dict[str, list[int | str]]) -> str:
        from impact.tree import read  # takes as long to import as a whole check does where nothing has changed

        content, sighting = read(entry.path)
        self._read[name] = content if content is not None else b""
        vouched = sighting.signature
        if vouched is not None:
            kept[name] = [vouched.modified, vouched.size, vouched.changed, vouched.inode, sighting.content]
        return sighting.content

    def content(self, name: str) -> bytes:
        """Return the source of a module; nothing where it can't be read."""
        if name not in self._read:
            from impact.tree import read

            self._read[name] = read(self._listing.path(name))[0] or b""
        return self._read[name]

    def known(self) -> Iterable[tuple[str, bytes]]:
        """Return the modules that had to be read, with their sources."""
        return self._read.items()
