"""Running git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from codemods.errors import GitFailed


def run_git(*arguments: str, at: Path, given: bytes = b"") -> bytes:
    """Run git and return what it prints.

    :raises GitFailed: if it is not there, or fails.
    """
    try:
        ended = subprocess.run(["git", *arguments], cwd=at, input=given, capture_output=True, check=True)
    except OSError as error:
        raise GitFailed(at, arguments[0], f"it can't be started: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode(errors="replace").strip().splitlines()
        raise GitFailed(at, arguments[0], told[-1] if told else "it did not say why") from error
    return ended.stdout
