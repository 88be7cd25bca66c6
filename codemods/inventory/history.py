"""The same count at earlier commits, from git's blobs: nothing is checked out, and no blob is looked at twice."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO

from codemods.codemod import Bound
from codemods.errors import CodemodError, HistoryUnreadable, SourceUnreadable
from codemods.git import run_git
from codemods.inventory.sites import sites_of, sites_of_plan
from codemods.plans.tree import Tree
from codemods.running.examining import examine, wanting
from codemods.running.files import place_among
from codemods.sources.kinds import kind_of, may_be_read
from codemods.sources.opening import decode


@dataclass(frozen=True, slots=True)
class Point:
    """One commit of a burndown: its day, and how many sites it had, by kind."""

    commit: str
    day: date
    counts: Counter[str]


def last_commits(root: Path, number: int) -> list[str]:
    """Return the last commits along the first parents, oldest first.

    :raises GitFailed: if there is no history.
    """
    listed = _git(root, "rev-list", "--first-parent", f"--max-count={number}", "HEAD")
    return list(reversed(listed.split()))


def month_ends(root: Path, number: int) -> list[str]:
    """Return the last commit of each of the last months up to that of HEAD, oldest first.

    :raises GitFailed: if there is no history.
    """
    newest = date.fromisoformat(_git(root, "log", "-1", "--format=%cs", "HEAD").strip())
    commits = [_git(root, "rev-parse", "HEAD").strip()]
    year, month = newest.year, newest.month
    for _ in range(number - 1):
        before = f"{year:04}-{month:02}-01T00:00:00Z"
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        found = _git(root, "rev-list", "--first-parent", "--max-count=1", f"--before={before}", "HEAD").strip()
        if not found:
            break
        commits.append(found)
    return list(dict.fromkeys(reversed(commits)))


def burndown(root: Path, folders: Sequence[str], commits: Sequence[str], bounds: Sequence[Bound]) -> Iterator[Point]:
    """Yield how many sites each commit had in some folders; paths are under the root.

    :raises GitFailed: if git can't tell.
    :raises HistoryUnreadable: if a blob is not there.
    """
    known: dict[tuple[str, str, str], Counter[str]] = {}
    with _blobs(root) as blobs:
        for commit in commits:
            listed = _tree(root, commit, folders)
            paths = {path for path, _ in listed}
            counts: Counter[str] = Counter()
            for bound in bounds:
                if bound.codemod.plan is not None:
                    counts.update(_count_plan(bound, _PastTree(listed, blobs)))
            for path, blob in listed:
                place = place_among(path, paths.__contains__)
                key = blob, path, place.module
                if key not in known:
                    raw = blobs.read(blob)
                    wanted = wanting(raw, bounds)
                    known[key] = _count(path, raw, wanted, paths) if wanted else Counter()
                counts.update(known[key])
            day = date.fromisoformat(_git(root, "log", "-1", "--format=%cs", commit).strip())
            yield Point(commit, day, counts)


class _PastTree(Tree):
    """The tree of a commit, read from git's blobs."""

    def __init__(self, listed: Sequence[tuple[str, str]], blobs: _Blobs) -> None:
        super().__init__(Path(), tuple(path for path, _ in listed))
        self._blob_of = dict(listed)
        self._blobs = blobs
        self._folders = {str(folder) for path in self._blob_of for folder in PurePosixPath(path).parents}

    def exists(self, path: str) -> bool:
        return path in self._blob_of or path in self._folders

    def read(self, path: str) -> bytes:
        return self._blobs.read(self._blob_of[path])

    def size(self, path: str) -> int:
        return len(self.read(path))

    def below(self, folder: str) -> tuple[str, ...]:
        return tuple(path for path in self.paths if not folder or path.startswith(f"{folder}/"))


def _count_plan(bound: Bound, tree: Tree) -> Counter[str]:
    """Return the sites of a codemod that plans; none where, at this commit, no plan can be made."""
    assert bound.codemod.plan is not None
    try:
        plan = bound.codemod.plan(tree, bound.options)
    except CodemodError:
        return Counter()
    return Counter(site.kind for site in sites_of_plan(plan, tree, bound.codemod.name))


def _count(path: str, raw: bytes, bounds: Sequence[Bound], paths: set[str]) -> Counter[str]:
    examined = examine(place_among(path, paths.__contains__), raw, bounds)
    try:
        text = decode(kind_of(path, raw) or "", raw).text
    except SourceUnreadable:
        return Counter()
    return Counter(site.kind for site in sites_of(examined, text))


def _tree(root: Path, commit: str, folders: Sequence[str]) -> list[tuple[str, str]]:
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *[each for each in folders if each != "."])
    found: list[tuple[str, str]] = []
    for entry in filter(None, listed.split("\0")):
        facts, _, path = entry.partition("\t")
        mode, kind, blob = facts.split()
        if kind == "blob" and mode != "120000" and may_be_read(path):
            found.append((path, blob))
    return found


class _Blobs:
    """One `git cat-file --batch`, asked for one blob after the other."""

    def __init__(self, asked: IO[bytes], told: IO[bytes]) -> None:
        self._asked, self._told = asked, told

    @lru_cache(maxsize=4096)  # noqa: B019 - there is one for each count, and a plan reads a file several times
    def read(self, blob: str) -> bytes:
        self._asked.write(blob.encode() + b"\n")
        self._asked.flush()
        head = self._told.readline().split()
        if len(head) < 3:
            raise HistoryUnreadable(f"git has no blob {blob}: is this a shallow or partial clone? Fetch all of it.")
        content = self._told.read(int(head[2]))
        self._told.read(1)
        return content


@contextmanager
def _blobs(root: Path) -> Iterator[_Blobs]:
    with subprocess.Popen(
        ["git", "cat-file", "--batch"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield _Blobs(process.stdin, process.stdout)
        process.stdin.close()


def _git(root: Path, *arguments: str) -> str:
    return os.fsdecode(run_git(*arguments, at=root))
