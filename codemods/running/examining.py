"""One file: every codemod of the run on one parse of it, and their edits joined."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from codemods.codemod import Bound
from codemods.edits import conflict, join
from codemods.errors import CodemodError, SourceUnreadable
from codemods.model import Changed, Edit, Failed, Outcome, Skipped, Unchanged
from codemods.sources.kinds import kind_of
from codemods.sources.opening import Opened, OutOfReach, Place, open_source
from codemods.sources.python import Python
from impact.tree import content_id


@dataclass(frozen=True, slots=True)
class Examined:
    """What a run found in one file.

    - `content`: the id of the bytes that were looked at;
    - `outcomes`: by name of the codemod; edits and lines are those of the file's text;
    - `edits`: those that will be made, without conflict;
    - `parsed`: whether the file was worth parsing; `form`: what it was parsed as; `opaque`: parts that could not be.
    """

    path: str
    content: str = ""
    outcomes: tuple[tuple[str, Outcome], ...] = ()
    edits: tuple[Edit, ...] = ()
    parsed: bool = False
    form: str = ""
    opaque: int = 0


def wanting(raw: bytes, bounds: Sequence[Bound]) -> list[Bound]:
    """Return the codemods whose needles stand in a file."""
    return [bound for bound in bounds if bound.needles.found_in(raw)]


def examine(place: Place, raw: bytes, bounds: Sequence[Bound]) -> Examined:
    """Run codemods on one file; what goes wrong is an outcome."""
    kind = kind_of(place.path, raw)
    takers = [bound for bound in bounds if _takes(bound, kind)]
    if kind is None or not takers:
        return Examined(place.path)
    try:
        opened = open_source(place, kind, raw)
    except CodemodError as fault:
        skipped = Skipped(str(fault), getattr(fault, "line", 0))
        told = tuple((bound.codemod.name, skipped) for bound in takers)
        return Examined(place.path, content_id(raw), told, parsed=True, form=kind)
    outcomes, edits = _join(opened, takers)
    form = opened.source.form
    return Examined(place.path, content_id(raw), outcomes, edits, True, form, opened.opaque)


def _takes(bound: Bound, kind: str | None) -> bool:
    codemod = bound.codemod
    return (codemod.rewrite if kind in ("python", "mako") else codemod.rewrite_phrases) is not None


def _join(opened: Opened, bounds: Sequence[Bound]) -> tuple[tuple[tuple[str, Outcome], ...], tuple[Edit, ...]]:
    outcomes: list[tuple[str, Outcome]] = []
    edits: tuple[Edit, ...] = ()  # of the source, which is checked; those of the file are found at the end
    owners: dict[Edit, str] = {}
    for bound in bounds:
        name = bound.codemod.name
        outcome = _run(opened, bound)
        if isinstance(outcome, Changed):
            clash = conflict(edits, outcome.edits)
            if clash is not None:
                line = opened.source.text.count("\n", 0, clash[1].start) + 1
                outcome = Skipped(f"{owners[clash[0]]} wants to change the same place; run {name} once more", line)
        located = _located(opened, _checked(opened, edits, outcome) if isinstance(outcome, Changed) else outcome)
        if isinstance(located, Changed) and isinstance(outcome, Changed):
            owners.update(dict.fromkeys(outcome.edits, name))
            edits = join(edits, outcome.edits)
        outcomes.append((name, located))
    return tuple(outcomes), opened.edits(edits)


def _run(opened: Opened, bound: Bound) -> Outcome:
    codemod, source = bound.codemod, opened.source
    rewrite = codemod.rewrite if isinstance(source, Python) else codemod.rewrite_phrases
    assert rewrite is not None
    try:
        return rewrite(source, bound.options)  # type: ignore[arg-type]  # chosen by the kind of source just above
    except SourceUnreadable as fault:
        return Skipped(fault.reason, fault.line)
    except RecursionError:
        return Skipped("its code is nested too deeply")
    except Exception as error:  # noqa: BLE001 - a codemod may be anybody's; this file fails, the rest goes on
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return Failed(f"{type(error).__name__}: {error} ({frame.name}, line {frame.lineno} of {frame.filename})")


def _located(opened: Opened, outcome: Outcome) -> Outcome:
    """Return an outcome of the source as one of the file's text."""
    try:
        match outcome:
            case Changed(edits, left):
                return Changed(opened.edits(edits), opened.lefts(left))
            case Unchanged(left) if left:
                return Unchanged(opened.lefts(left))
    except OutOfReach as fault:
        return Skipped(str(fault))
    return outcome


def _checked(opened: Opened, edits: tuple[Edit, ...], outcome: Changed) -> Outcome:
    """Return the outcome if the file can still be parsed with its edits."""
    try:
        opened.check(join(edits, outcome.edits))
    except SourceUnreadable as fault:
        return Failed(f"with its edits the file can't be read any more: {fault.reason}", fault.line)
    except ValueError as error:
        return Failed(f"its edits contradict each other: {error}")
    return outcome
