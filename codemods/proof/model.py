"""The values of a proof: the pieces that edits come in, and what was found of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from codemods.model import Edit
from codemods.plans.model import Plan
from impact.audit.model import Change


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Edits of one file that stand or fall together."""

    path: str
    edits: tuple[Edit, ...]

    @property
    def name(self) -> str:
        """What tells this piece from the others of one plan."""
        return f"{self.path}:" + ",".join(f"{edit.start}-{edit.end}" for edit in self.edits)


def pieces_of(edits: Mapping[str, tuple[Edit, ...]]) -> list[Piece]:
    """Return the smallest pieces: the edits of a group are one, others are one each."""
    found: list[Piece] = []
    for path, made in sorted(edits.items()):
        groups: dict[str, list[Edit]] = {}
        for edit in sorted(made):
            groups.setdefault(edit.group or f"{edit.start}-{edit.end}", []).append(edit)
        found += (Piece(path, tuple(group)) for group in groups.values())
    return found


def plan_of(plan: Plan, pieces: Iterable[Piece]) -> Plan:
    """Return a plan with these pieces as its edits."""
    edits: dict[str, tuple[Edit, ...]] = {}
    for piece in pieces:
        edits[piece.path] = tuple(sorted((*edits.get(piece.path, ()), *piece.edits)))
    return replace(plan, edits=edits)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What edits change for the worse or at all: outcomes of tests, and contracts that hold no more."""

    tests: tuple[Change, ...] = ()
    contracts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tests or self.contracts)


@dataclass(frozen=True, slots=True)
class Guilty:
    """A piece that was left out, with what it breaks where everything that was kept is there."""

    piece: Piece
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome: the plan without the guilty pieces, these, and figures.

    - `tests`: how many were run with the edits; `runs`: how often pytest was started;
    - `refused`: why nothing at all is kept, where a plan can't be parted.
    """

    kept: Plan
    guilty: tuple[Guilty, ...]
    tests: int
    runs: int
    restless: tuple[str, ...] = ()
    contracts_judged: bool = False
    refused: Trouble | None = None
