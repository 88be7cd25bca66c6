"""Asking git: the one place where it is started."""

from __future__ import annotations

import subprocess
from pathlib import Path

from impact.errors import GitSilent


def ask_git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """Run git in a folder, with `given` as its input; return what it prints.

    :raises GitSilent: if it is not installed, or fails.
    """
    try:
        ended = subprocess.run(["git", *arguments], cwd=folder, input=given, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise GitSilent(folder, "git is not installed.", installed=False) from error
    except subprocess.CalledProcessError as error:
        raise GitSilent(folder, error.stderr.decode("utf-8", "replace").strip()) from error
    return ended.stdout


def find_commit(folder: Path, revision: str) -> str:
    """Return the id of the commit that a revision stands for.

    :raises GitSilent: if there is none, no checkout, or no git.
    """
    try:
        return ask_git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except GitSilent as error:
        raise GitSilent(folder, error.told or f"it knows no commit {revision!r}.", error.installed) from error
