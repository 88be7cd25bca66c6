"""The values of a proof: the pieces that a plan comes in, and what was found of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from codemods.model import Edit
from codemods.plans.model import Plan
from impact.audit.model import Change


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Edits of one file that stand or fall together, or that the file is deleted."""

    path: str
    edits: tuple[Edit, ...]
    deletes: bool = False

    @property
    def name(self) -> str:
        """What tells this piece from the others of one plan."""
        if self.deletes:
            return f"{self.path}: deleted"
        return f"{self.path}:" + ",".join(f"{edit.start}-{edit.end}" for edit in self.edits)


def pieces_of(plan: Plan) -> list[Piece]:
    """Return the smallest pieces: the edits of a group are one, others are one each, and so are deletions."""
    found = [Piece(path, (), deletes=True) for path in sorted(plan.deletions)]
    for path, made in sorted(plan.edits.items()):
        groups: dict[str, list[Edit]] = {}
        for edit in sorted(made):
            groups.setdefault(edit.group or f"{edit.start}-{edit.end}", []).append(edit)
        found += (Piece(path, tuple(group)) for group in groups.values())
    return found


def plan_of(plan: Plan, pieces: Iterable[Piece]) -> Plan:
    """Return a plan with these pieces as its edits and deletions."""
    edits: dict[str, tuple[Edit, ...]] = {}
    deletions: list[str] = []
    for piece in pieces:
        if piece.deletes:
            deletions.append(piece.path)
        else:
            edits[piece.path] = tuple(sorted((*edits.get(piece.path, ()), *piece.edits)))
    return replace(plan, edits=edits, deletions=tuple(sorted(deletions)))


def count_of(pieces: Collection[Piece]) -> str:
    """Return how many edits and deletions some pieces are, in words."""
    edited = [piece for piece in pieces if not piece.deletes]
    files = len({piece.path for piece in edited})
    gone = len(pieces) - len(edited)
    edits = f"{sum(len(piece.edits) for piece in edited):,} edits in {files:,} file{'' if files == 1 else 's'}"
    deletions = f"{gone:,} deletion{'' if gone == 1 else 's'}"
    return ", ".join([*([edits] if edited or not gone else []), *([deletions] if gone else [])])


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
