"""The tree that a planning codemod looks at: its files, read when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from codemods.needles import Needles
from codemods.running.files import Root, files_below, place_among
from codemods.sources.kinds import kind_of
from codemods.sources.opening import Opened, Place, open_source


class Tree:
    """Files below a root, by path with forward slashes. Nothing is kept in memory but the paths."""

    def __init__(self, root: Path, paths: tuple[str, ...]) -> None:
        self.root, self.paths = root, paths

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder at a path, among those of the run or not."""
        return (self.root / path).exists()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return (self.root / path).read_bytes()

    def size(self, path: str) -> int:
        """Return the bytes that a file has; none where it is no file, or a link."""
        file = self.root / path
        return file.stat().st_size if file.is_file() and not file.is_symlink() else 0

    def open(self, path: str) -> Opened | None:
        """Return a file as codemods see it, None for one of no kind that they read.

        :raises SourceUnreadable: if it can't be parsed.
        """
        raw = self.read(path)
        kind = kind_of(path, raw)
        return None if kind is None else open_source(self.place(path), kind, raw)

    def module(self, path: str) -> str:
        """Return the dotted name of a Python file."""
        return self.place(path).module

    def place(self, path: str) -> Place:
        """Return what a file is called, as a module too."""
        return place_among(path, self.exists)

    def below(self, folder: str) -> tuple[str, ...]:
        """Return all files below a folder, of whatever kind, but those that git ignores or that tools left there."""
        if not (self.root / folder).is_dir():
            return ()
        found = files_below(Root(self.root, (self.root / ".git").exists()), self.root / folder)
        there = (path for path in found if os.path.lexists(self.root / path))  # git lists what is deleted, too
        return tuple(sorted(there))

    def holding(self, needles: Needles) -> Iterator[str]:
        """Yield the files in which needles are found."""
        for path in self.paths:
            if needles.found_in(self.read(path)):
                yield path
