"""What plans ask of git: what is not committed, a place of its own, and moves in the index."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from codemods.git import run_git


def uncommitted(root: Path) -> dict[str, str]:
    """Return what is not committed, with git's two letters for it; "??" stands for files that git does not know."""
    listed = run_git("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", at=root)
    entries = [os.fsdecode(entry) for entry in listed.split(b"\0") if entry]
    return {entry[3:]: entry[:2] for entry in entries}


def private_folder(root: Path) -> Path:
    """Return a folder inside git's own, where nobody's tools look."""
    told = os.fsdecode(run_git("rev-parse", "--git-path", "codemods-plan", at=root).strip())
    return root / told


def move_in_index(root: Path, moves: Iterable[tuple[str, str]]) -> None:
    """Do to the index what `git mv` does: the old entries, as they are, under the new names."""
    lines: list[bytes] = []
    for old, new in moves:
        entry = run_git("ls-files", "--stage", "-z", "--", old, at=root).rstrip(b"\0")
        if entry:
            facts = entry.partition(b"\t")[0].split(b" ")  # mode, id, stage
            lines.append(b"0 %b\t%b\0" % (b"0" * len(facts[1]), os.fsencode(old)))
            lines.append(b"%b %b\t%b\0" % (facts[0], facts[1], os.fsencode(new)))
    if lines:
        run_git("update-index", "-z", "--index-info", at=root, given=b"".join(lines))
