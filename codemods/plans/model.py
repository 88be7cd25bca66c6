"""A plan: edits, moves, creations and deletions as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codemods.model import Edit


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A file gets another place; both are paths under the root, with forward slashes."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Noted:
    """Something that the plan leaves to a person; line 0 stands for none."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What shall be done to a tree.

    - `edits`: by path, of the file's text as it is; a file that moves is named by its old path;
    - `moves`; `creations`: contents by path; `deletions`: paths;
    - `left`: what was left alone.
    """

    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    creations: Mapping[str, bytes] = field(default_factory=dict)
    deletions: tuple[str, ...] = ()
    left: tuple[Noted, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.edits or self.moves or self.creations or self.deletions)


LINK = 0o120000
"""The mode of a symbolic link, as git has it: its content is the path that it leads to."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One path before and after a plan: its content, None where there is no file, and its permissions."""

    path: str
    before: bytes | None
    after: bytes | None
    mode: int = 0o644
