"""How a collector would look for tests: which files may hold some, and which folders it never enters."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


class Ways:
    """The ways of one collector, under an absolute root.

    `patterns` are those of the names of test files, `skipped` those of folders that are not entered. Below
    `collecting_folders` a conftest collects files of its own kind; with `anything`, a plugin may collect any file.
    """

    def __init__(
        self,
        root: str,
        patterns: Iterable[str],
        skipped: Iterable[str],
        known_files: frozenset[str],
        collecting_folders: Iterable[str] = (),
        anything: bool = False,
    ) -> None:
        self._root, self._patterns, self._skipped = root, [*patterns], [*skipped]
        self._known, self._anything = known_files, anything
        self._suffixes = {os.path.splitext(path)[1] for path in known_files} - {".py"}
        self._collecting = tuple(f"{folder}/" if folder else "" for folder in collecting_folders)

    def may_hold_tests(self, path: str) -> bool:
        """Whether the collector, or a plugin of it, might find tests in a file."""
        if path in self._known or self._anything or path.startswith(self._collecting):
            return True
        if os.path.splitext(path)[1] in self._suffixes:
            return True
        name = path.rpartition("/")[2]
        return any(fnmatch.fnmatch(path if "/" in pattern else name, pattern) for pattern in self._patterns)

    def skip_folder(self, path: str) -> bool:
        """Whether the collector does not enter a folder."""
        name = path.rpartition("/")[2]
        if name == "__pycache__" or any(fnmatch.fnmatch(name, pattern) for pattern in self._skipped):
            return True
        return os.path.exists(os.path.join(self._root, path, "pyvenv.cfg"))


def collecting_folders(sources: Iterable[str], path_of: Callable[[str], str]) -> list[str]:
    """Return the folders whose conftests, among these sources, collect files of a kind of their own."""
    found = []
    for place in sources:
        folder, _, name = place.rpartition("/")
        if name == "conftest.py":
            with suppress(OSError):
                if b"pytest_collect_file" in Path(path_of(place)).read_bytes():
                    found.append(folder)
    return found
