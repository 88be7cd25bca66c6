"""A scribe without a recorder, and what its credit tells: which node rests on which, and what each touched."""

from __future__ import annotations

from pathlib import Path
from types import CodeType

from impact.recording.credit import Credit
from impact.recording.interface import PlaceOf
from impact.recording.scribe import Scribe
from impact.recording.territory import Territory


class Blind:
    """A recorder that sees nothing: what is opened and used is told by hand."""

    name = "blind"
    gap = False

    def prepare(self, code: CodeType, place_of: PlaceOf) -> CodeType:
        return code

    def take(self) -> list[int]:
        return []

    def close(self) -> None: ...


class Ground:
    """A project with one file, `page`, and the scribe that records it."""

    def __init__(self, root: Path) -> None:
        self.page = str(root / "page")
        Path(self.page).write_text("page")
        self.scribe = Scribe(Blind(), Territory(root))
        self.credit = Credit(self.scribe)

    def read_page(self) -> None:
        """Open the file, as far as the scribe can tell."""
        self.scribe.reads.opened(self.page, writes=False, reads=True)

    def users_of_page(self) -> set[str]:
        """Return the nodes that touched the file, and all that rest on them."""
        news = self.scribe.drain()
        users = {node for node, rows in news["touched"].items() if any(row[1] == "page" for row in rows)}
        while True:
            more = {node for node, other in news["edges"] if other in users} - users
            if not more:
                return {node for node in users if node[0] == "t"}
            users |= more
