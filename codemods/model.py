"""The values of a codemod: edits, what was left alone, and the four outcomes that one file can have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A piece of a text replaced by another.

    `start` and `end` are offsets in characters; equal ones make it an insertion. Edits that carry the same `group`
    stand or fall together: an import and the names that it binds, say. An edit without one stands for itself.
    """

    start: int
    end: int
    text: str
    group: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """A place that a codemod left alone because it could not decide: line, counted from 1, and reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The codemod has something to change."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """There is nothing to change, or nothing that could be decided."""

    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """The file as a whole was not looked at, or its edits not taken; `line` is counted from 1, 0 for none."""

    reason: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """The codemod broke on this file; `line` is counted from 1, 0 for none."""

    error: str
    line: int = 0


Outcome = Changed | Unchanged | Skipped | Failed


def outcome_of(edits: Iterable[Edit], left: Iterable[Left] = ()) -> Changed | Unchanged:
    """Return what edits and places left alone amount to."""
    made, kept = tuple(sorted(set(edits))), tuple(sorted(set(left)))
    return Changed(made, kept) if made else Unchanged(kept)
