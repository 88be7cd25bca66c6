"""Which files a test collector must still look at: impacted ones, and those that it has never seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Pending:
    """Files to collect, as paths relative to the root with `/`, and all folders on the way to them."""

    files: frozenset[str]
    folders: frozenset[str]

    def holds(self, path: str) -> bool:
        """Whether a file, or anything under a folder, is to be collected."""
        return path in self.files or path in self.folders


def pending_files(
    root: str,
    starts: Iterable[str],
    resting: frozenset[str],
    may_hold_tests: Callable[[str], bool],
    skip_folder: Callable[[str], bool],
) -> Pending:
    """Look through the folders and files at which a collection would start.

    `resting` are the files that need no collection; `may_hold_tests` and `skip_folder` speak for the collector.
    All paths are relative to the root, `root` itself absolute.
    """
    files: set[str] = set()
    for start in starts:
        if os.path.isdir(os.path.join(root, start)):
            files.update(
                path for path in _walk(root, start, skip_folder) if path not in resting and may_hold_tests(path)
            )
        elif start not in resting:
            files.add(start)
    folders = {parent.as_posix() for path in files for parent in PurePath(path).parents}
    return Pending(frozenset(files), frozenset(folders))


def _walk(root: str, start: str, skip_folder: Callable[[str], bool]) -> Iterator[str]:
    pending = [start]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(os.path.join(root, folder)))
        except OSError:
            continue
        prefix = "" if folder in ("", ".") else folder + "/"
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir():
                if not skip_folder(path):
                    pending.append(path)
            else:
                yield path
