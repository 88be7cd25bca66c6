"""Asking pytest under what tests run here: as a process, for this package does not import it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from impact.contexts.errors import EnvironmentUntold
from impact.model import Environment


@dataclass(frozen=True, slots=True)
class Told:
    """What pytest says: its root, the environment, and the content id of its configuration."""

    root: Path
    environment: Environment
    configured: str


def ask_pytest(folder: Path, arguments: Sequence[str]) -> Told:
    """Return what `pytest --impacted-environment` says in a folder, started with these arguments besides.

    :raises EnvironmentUntold: if it fails.
    """
    command = [sys.executable, "-m", "pytest", *arguments, "--impacted-environment"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        told = json.loads(ended.stdout.splitlines()[-1])
        facts = tuple((str(name), str(value)) for name, value in told["environment"])
        return Told(Path(told["root"]), Environment(facts), str(told["configuration"]))
    except (IndexError, ValueError, KeyError, TypeError) as error:
        lines = (ended.stderr or ended.stdout).split("\n")
        raise EnvironmentUntold(
            " ".join(" ".join(lines[-4:]).split()) or f"it ended with {ended.returncode}"
        ) from error
