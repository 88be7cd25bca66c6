"""What a file declares, and what every reader of one can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from codemods.model import Edit


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """One entry point: `target` is `module:name` as it is written, `line` counted from 1."""

    group: str
    name: str
    target: str
    path: str
    line: int

    @property
    def dotted(self) -> str:
        """The target as one dotted name, without extras."""
        return self.target.partition("[")[0].strip().replace(":", ".").replace(" ", "")


class Undeclarable(Exception):
    """Entry points can't be added to a file, with the reason; `line` is counted from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Declaration(Protocol):
    """A file that declares entry points, or may."""

    path: str

    @property
    def declares(self) -> bool:
        """Whether installers look for entry points here."""

    def entry_points(self) -> list[EntryPoint]:
        """Return those that are declared."""

    def add(self, wanted: Mapping[str, Mapping[str, str]]) -> list[Edit]:
        """Return the edits that add targets by group and name.

        :raises Undeclarable: if the file is written in a way in which none can be added.
        """
