"""The tree as it was at a revision: what was otherwise is laid out in a folder, the rest is that of now."""

from __future__ import annotations

import os
import posixpath
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from impact.deciding.configuration import CONFIGURATION, read_configuration
from impact.git import ask_git, find_commit
from impact.map.reader import MapReader
from impact.selection.present import Present, look_around

_REQUIREMENTS = re.compile(
    r"(requirements|constraints|pyproject|setup|pipfile|environment|\.lock$|lock\.)", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LINK = "120000"
_SUBMODULE = "160000"
CHANGED = "changed since the revision"
"""The content id of what is known to have been otherwise."""


@dataclass(frozen=True, slots=True)
class Past:
    """A revision, laid out below `folder`: each file that is not as it was, and each folder whose names are not.

    `files` and `folders` are their places; `required` the distributions that changed lines of requirements name.
    """

    folder: Path
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    @classmethod
    @contextmanager
    def of(cls, root: Path, revision: str) -> Iterator[Past]:
        """Lay out a revision for as long as it is asked about; raises GitSilent if git does not know it."""
        commit = find_commit(root, revision)
        told = ask_git(root, "rev-parse", "--show-toplevel", "--show-prefix").decode("utf-8", "surrogateescape")
        top, prefix = told.split("\n")[:2]
        with tempfile.TemporaryDirectory(prefix="impact-") as folder:
            base = Path(folder, prefix)
            base.mkdir(parents=True, exist_ok=True)
            yield _Layout(root, Path(top), prefix.rstrip("/") or ".", commit, base).past()

    def look_around(self, reader: MapReader, path_of: Callable[[str], str], tree: Callable[[], str]) -> Present:
        """Hold the tree as it was against a map. Environment variables are those of now, distributions, too, but for
        those that the requirements of then name otherwise."""

        def path_then(place: str) -> str:
            return str(self.folder / place) if place in self.files or place in self.folders else path_of(place)

        other = {CONFIGURATION: read_configuration(self.folder, path_then).id}
        return look_around(reader, path_then, other, tree if not self.files else lambda: CHANGED, self._distribution)

    def _distribution(self, name: str) -> str | None:
        return CHANGED if _normal(name) in self.required else None


@dataclass(slots=True)
class _Layout:
    """Writes what was otherwise at a commit. Places are relative to the root, which is `prefix` below the top."""

    root: Path
    top: Path
    prefix: str
    commit: str
    folder: Path

    def past(self) -> Past:
        modes = self._modes()
        for place in modes:
            self._lay_out(place, modes[place])
        folders = {os.path.dirname(place) or "." for place in self._appeared(modes)}
        folders |= {parent for each in folders for parent in _parents(each)}
        for place in folders:
            self._list(place, modes)
        return Past(self.folder, frozenset(modes), frozenset(folders), self._required(modes))

    def _modes(self) -> dict[str, str]:
        """Return the places of all files that are not as they were, with what they were: the mode, or nothing."""
        found: dict[str, str] = {}
        texts = iter(self._git("diff", "--raw", "--no-renames", "--no-abbrev", "-z", self.commit, "--").split("\0"))
        for facts in texts:
            if facts:
                mode = facts.split()[0].lstrip(":")
                found[self._place(next(texts))] = "" if mode == "000000" else mode
        for path in self._git("ls-files", "--others", "--exclude-standard", "-z").split("\0"):
            if path:
                found.setdefault(self._place(path), "")
        return found

    def _lay_out(self, place: str, mode: str) -> None:
        if not mode or mode == _SUBMODULE:
            return
        target = self.folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        content = ask_git(self.top, "cat-file", "blob", f"{self.commit}:{self._path(place)}")
        if mode == _LINK:
            target.symlink_to(os.fsdecode(content))
        else:
            target.write_bytes(content)

    def _appeared(self, modes: Mapping[str, str]) -> Iterator[str]:
        """Yield the places that were there and are not, or the other way round, or that were links."""
        for place, mode in modes.items():
            if mode == _LINK or bool(mode) != os.path.lexists(self.root / place) or os.path.islink(self.root / place):
                yield place

    def _list(self, place: str, modes: Mapping[str, str]) -> None:
        """Give a folder the names that it had: those of now, without what is new."""
        target, now = self.folder / place, self.root / place
        if not target.is_dir() and not (now.is_dir() and self._had(place, modes)):
            return
        target.mkdir(parents=True, exist_ok=True)
        prefix = "" if place == "." else f"{place}/"
        for entry in os.scandir(now) if now.is_dir() else ():
            name, path = entry.name, target / entry.name
            if prefix + name in modes or os.path.lexists(path):
                continue
            if entry.is_symlink():
                path.symlink_to(os.readlink(entry.path))
            elif entry.is_dir():
                if self._had(prefix + name, modes):
                    path.mkdir()
            else:
                path.touch()

    def _had(self, place: str, modes: Mapping[str, str]) -> bool:
        """Whether a folder of now was there: all that git knows in it may be new."""
        if place == ".":
            return True
        if not any(each.startswith(f"{place}/") for each in modes):
            return True
        return bool(self._git("ls-tree", self.commit, "--", self._path(place)))

    def _required(self, modes: Iterable[str]) -> frozenset[str]:
        files = [place for place in modes if _REQUIREMENTS.search(place.rpartition("/")[2])]
        files += [place for place in modes if "requirements" in place.split("/")[:-1]]
        if not files:
            return frozenset()
        told = self._git("diff", self.commit, "--", *(f":(literal){self._path(place)}" for place in files))
        return frozenset(_normal(word) for word in _WORD.findall(told))

    def _place(self, path: str) -> str:
        return posixpath.relpath(path, self.prefix)

    def _path(self, place: str) -> str:
        return posixpath.normpath(posixpath.join(self.prefix, place))

    def _git(self, *arguments: str) -> str:
        return ask_git(self.top, *arguments).decode("utf-8", "surrogateescape")


def _parents(place: str) -> Iterator[str]:
    while place and place != ".":
        place = os.path.dirname(place)
        yield place or "."


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
