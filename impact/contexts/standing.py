"""Whether the tree is the one that was measured: coverage keeps no contents, so somebody must vouch for it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from impact.contexts.errors import ContextsUnusable
from impact.git import ask_git, find_commit


def require_measured_tree(data: Path, root: Path, places: Iterable[str], commit: str | None) -> None:
    """Check that the tree is that of a commit, or, without one, that nothing in it changed since the data was written.

    :raises ContextsUnusable: if it is not, with one of the files.
    :raises GitSilent: if git does not know the commit.
    """
    if commit is not None:
        changed = _differing(root, commit, frozenset(places))
        reason = f"differs from {commit}, for which the data was named"
    else:
        written = data.stat().st_mtime_ns
        changed = [place for place in places if _changed(root / place) > written]
        reason = "changed after the data was written"
    if changed:
        others = f" and {len(changed) - 1:,} more" if len(changed) > 1 else ""
        raise ContextsUnusable(
            data,
            f"{changed[0]}{others} {reason}. Measure again, or check out the commit that was measured and name it with"
            " --commit REV.",
        )


def _changed(path: Path) -> int:
    """Return when a file was changed: its change time, which no program sets back."""
    try:
        found = os.lstat(path)
    except OSError:
        return 0
    return max(found.st_ctime_ns, found.st_mtime_ns)


def _differing(root: Path, commit: str, places: frozenset[str]) -> list[str]:
    """Return what is not as at the commit: also project files that git does not know, and what it does not ignore."""
    told = find_commit(root, commit)
    changed = ask_git(root, "diff", "--name-only", "--no-renames", "-z", "--relative", told, "--")
    unknown = ask_git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return [*_names(changed), *(name for name in _names(unknown) if name in places)]


def _names(told: bytes) -> list[str]:
    return [name for name in told.decode("utf-8", "surrogateescape").split("\0") if name]
