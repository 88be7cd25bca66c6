"""What was fetched last, so that a dev loop does not ask a store again for the same commit."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "fetched.json"
PATIENCE = 300.0
"""Seconds until a store that had nothing, or not all parts, is asked again."""


@dataclass(frozen=True, slots=True)
class Memo:
    """One question to a store and its answer; `at` is in seconds since 1970, `done` tells that there is no more.

    `store` is the digest of its address, in which a password may stand.
    """

    store: str
    commit: str
    environment: str
    done: bool
    at: float

    def answers(self, other: Memo) -> bool:
        """Whether a question that is asked again needs no other answer yet."""
        same = (self.store, self.commit, self.environment) == (other.store, other.commit, other.environment)
        return same and (self.done or 0 <= other.at - self.at < PATIENCE)

    @classmethod
    def load(cls, folder: Path) -> Memo | None:
        """Return what a folder of a map holds; None where that is nothing, or no memo."""
        try:
            found = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            return cls(**found) if isinstance(found.get("at"), float) else None
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def keep(self, folder: Path) -> None:
        """Write it into the folder of a map. A fault is no matter: the store is asked again."""
        part = folder / f"{FILE_NAME}.{os.getpid()}"
        with contextlib.suppress(OSError):
            part.write_text(json.dumps(asdict(self)), encoding="utf-8")
            part.replace(folder / FILE_NAME)
