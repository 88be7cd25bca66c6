"""Which commits a map may come from: the present one, and those that it goes back to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from impact.git import ask_git, find_commit

FARTHEST = 1000
"""So many commits back a map may be, along the first parents and then along all."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """The git checkout in which a root lies: its commit, and the name of the root within it."""

    root: Path
    commit: str
    name: str

    @classmethod
    def around(cls, root: Path, revision: str = "HEAD") -> Checkout:
        """Return the checkout; raises GitSilent where there is none, or no such revision."""
        commit = find_commit(root, revision)
        prefix = _text(root, "rev-parse", "--show-prefix").strip("/")
        return cls(root, commit, quote(prefix, safe="") or "root")

    def ancestors(self) -> list[str]:
        """Return the commit and those before it, nearest first: along the first parents, then all others.

        In a shallow clone there are as many as were cloned.
        """
        found: dict[str, None] = {}
        for how in (("--first-parent",), ()):
            listed = _text(self.root, "rev-list", *how, f"--max-count={FARTHEST}", self.commit)
            found |= dict.fromkeys(listed.split())
        return [*found]


def _text(folder: Path, *arguments: str) -> str:
    return ask_git(folder, *arguments).decode("utf-8", "surrogateescape").strip()
