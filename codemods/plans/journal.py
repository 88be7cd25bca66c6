"""The journal of a plan that is being applied: all that it takes to finish it, or to take it back.

It is written whole before anything in the tree is touched. So a full disk is met while nothing has happened, and a
process that dies leaves either no journal that counts, or one that the next start goes through to its end.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from codemods.plans.model import Turn

_FORMAT = 1
_LIST = "plan.json"


class Journal:
    """A folder with the contents before and after; it counts once the list of them is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def counts(self) -> bool:
        """Whether a plan was begun and not finished."""
        return (self.folder / _LIST).is_file()

    def begin(self, turns: Sequence[Turn], moves: Iterable[tuple[str, str]]) -> None:
        """Write everything down.

        :raises OSError: if that can't be done; nothing counts, then.
        """
        self.end()
        self.folder.mkdir(parents=True)
        listed = []
        for number, turn in enumerate(turns):
            for side, content in (("before", turn.before), ("after", turn.after)):
                if content is not None:
                    _write(self.folder / f"{number}.{side}", content)
            listed.append([turn.path, turn.before is not None, turn.after is not None, turn.mode])
        told = json.dumps({"format": _FORMAT, "turns": listed, "moves": list(moves)})
        _write(self.folder / f"{_LIST}.new", told.encode())
        os.replace(self.folder / f"{_LIST}.new", self.folder / _LIST)

    def turns(self) -> Iterator[Turn]:
        """Yield the turns that were written down."""
        for number, (path, had, has, mode) in enumerate(self._read()["turns"]):
            before, after = (
                (self.folder / f"{number}.{side}").read_bytes() if there else None
                for side, there in (("before", had), ("after", has))
            )
            yield Turn(path, before, after, mode)

    def moves(self) -> list[tuple[str, str]]:
        """Return the moves, old and new path each."""
        return [(old, new) for old, new in self._read()["moves"]]

    def end(self) -> None:
        """Forget everything."""
        (self.folder / _LIST).unlink(missing_ok=True)  # first: what is left does not count
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.folder / _LIST).read_bytes())
        return read


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
