"""What git tells: commits, the files in them, and contents by blob id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from impact.contracts.errors import HistoryUnreadable
from impact.errors import GitSilent
from impact.git import ask_git


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its id, the day of its author (ISO 8601), and its first line."""

    id: str
    day: str
    title: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository in whose work tree a folder lies; `top` is its topmost folder."""

    top: Path

    @classmethod
    def around(cls, folder: Path, revision: str) -> Repository:
        """Return the repository; raises HistoryUnreadable where there is none, or no git."""
        return cls(Path(_git(folder, revision, "rev-parse", "--show-toplevel").decode().rstrip("\n")))

    def resolve(self, revision: str) -> str:
        """Return the id of a commit; raises HistoryUnreadable if there is no such one here."""
        return _git(self.top, revision, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()

    def commits(self, start: str, number: int) -> list[Commit]:
        """Return so many commits along the first parents, evenly spread from the first to the last, oldest first.

        With `start`, they come after that one.
        """
        revisions = f"{start}..HEAD" if start else "HEAD"
        listed = _git(self.top, start or "HEAD", "log", "--first-parent", "--format=%H %as %s", revisions, "--")
        lines = listed.decode("utf-8", "replace").splitlines()[::-1]
        step = max(1, (len(lines) - 1) / (number - 1)) if number > 1 else len(lines)
        chosen = dict.fromkeys(lines[min(len(lines) - 1, round(at * step))] for at in range(min(number, len(lines))))
        return [Commit(*([*line.split(" ", 2), ""])[:3]) for line in chosen]

    def sources(self, commit: str) -> dict[str, str]:
        """Return the blob ids of all Python files in a commit, by their paths from the top."""
        listed = _git(self.top, commit, "ls-tree", "-r", "-z", commit)
        found = {}
        for line in listed.decode("utf-8", "surrogateescape").split("\0"):
            facts, _, path = line.partition("\t")
            if path.endswith(".py") and facts.split()[1] == "blob":
                found[path] = facts.split()[2]
        return found

    def contents(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield blob ids and contents; those that a partial clone lacks are left out."""
        wanted = list(ids)
        found = _git(self.top, "", "cat-file", "--batch", given="\n".join(wanted).encode()) if wanted else b""
        at = 0
        while at < len(found):
            end = found.index(b"\n", at)
            identity, *facts = found[at:end].decode().split()
            at = end + 1
            if len(facts) == 2:
                size = int(facts[1])
                yield identity, found[at : at + size]
                at += size + 1


def _git(folder: Path, revision: str, *arguments: str, given: bytes | None = None) -> bytes:
    try:
        return ask_git(folder, *arguments, given=given)
    except GitSilent as error:
        told = " ".join(error.told.split())
        reason = told or "there is no such commit here; in a shallow clone, fetch more of the history."
        raise HistoryUnreadable(revision, reason) from error
