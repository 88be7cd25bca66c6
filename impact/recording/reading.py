"""What is read: what is told of each read, and how the arguments of calls and audit events say it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Protocol

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Reading(Protocol):
    """What is told of reads. Paths are as the program gave them; nothing is said twice on purpose, nor left out."""

    def opened(self, path: str, writes: bool, reads: bool) -> None:
        """A file is opened, or would be if it were there."""

    def listed(self, path: str) -> None:
        """The names in a folder are read."""

    def sought(self, path: str) -> None:
        """Whether something is at a path is asked."""

    def resolved(self, path: str) -> None:
        """Whether a path is a link is asked, and nothing else."""

    def sought_module(self, name: str, folders: Iterable[str] = ()) -> None:
        """A module is looked for, to import it or not, in the folders if they are known."""

    def changes(self, path: str, link: bool) -> None:
        """Something is about to be made (a symbolic `link` perhaps), changed or removed, if that is possible."""

    def moves(self, path: str, to: str, stays: bool) -> None:
        """Something is about to get another path, or to be found under a second one (`stays`)."""

    def read_variable(self, name: str, value: str | None, reader: str) -> None:
        """An environment variable is read by the code in the file `reader`."""


def path_at(path: Any, folder: int = -1) -> str | None:
    """Return a path, given perhaps as a descriptor, or relative to that of a folder; None where it can't be known."""
    descriptor = path if isinstance(path, int) else folder
    name = "" if isinstance(path, int) else os.fsdecode(path)
    if descriptor in (-1, None):
        return name
    try:
        found = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return None
    return os.path.join(found, name) if os.path.isabs(found) else None  # else a pipe, for instance


def intent_of(mode: str | None, flags: int) -> tuple[bool, bool]:
    """Return whether a file is opened to be changed, and whether what it holds is read."""
    if mode is not None:
        return bool(set("wax+") & set(mode)), "r" in mode or ("+" in mode and "w" not in mode and "x" not in mode)
    return bool(flags & _WRITES), not flags & (os.O_WRONLY | os.O_TRUNC)
