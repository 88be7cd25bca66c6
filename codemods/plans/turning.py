"""From a plan to what each path holds before and after it, with every contradiction found before anything is done."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from codemods.edits import apply
from codemods.errors import PlanImpossible, SourceUnreadable
from codemods.plans.model import LINK, Plan, Turn
from codemods.running.writing import is_read_only
from codemods.sources.kinds import kind_of
from codemods.sources.opening import decode


def turns_of(root: Path, plan: Plan) -> list[Turn]:
    """Return the turns of a plan, sorted by path.

    :raises PlanImpossible: if it contradicts itself or the tree.
    """
    turns: dict[str, Turn] = {}
    going = {move.old for move in plan.moves} | set(plan.deletions)
    moved = {move.old: move.new for move in plan.moves}
    if len(moved) < len(plan.moves) or len(set(moved.values())) < len(moved):
        raise PlanImpossible("The plan moves one file twice, or two files to one place. Nothing was changed.")
    for path in sorted(going | set(plan.edits)):
        if path in moved and (root / path).is_symlink():
            _move_link(root, path, moved, turns, going)
            continue
        before, mode = _read(root, path)
        after = _edited(path, before, plan) if path not in plan.deletions else None
        if after not in (None, before) and is_read_only(root / path):
            raise PlanImpossible(f"{path} is to be edited, and it is read-only. Nothing was changed.")
        target = moved.get(path, path)
        if target != path:
            _put(turns, Turn(path, before, None, mode))
            _free(root, target, going)
            _put(turns, Turn(target, _old(root, target), after, mode))
        else:
            _put(turns, Turn(path, before, after, mode))
    for path, content in plan.creations.items():
        _free(root, path, going)
        _put(turns, Turn(path, _old(root, path), content))
    return sorted(turns.values(), key=lambda turn: turn.path)


def _move_link(root: Path, path: str, moved: Mapping[str, str], turns: dict[str, Turn], going: set[str]) -> None:
    """Give a symbolic link its new place; it leads to the same file as before, wherever that is now."""
    before = os.readlink(root / path)
    new = moved[path]
    after = before
    if not os.path.isabs(before):
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(path), before))
        after = posixpath.relpath(moved.get(aim, aim), posixpath.dirname(new) or ".")
    _put(turns, Turn(path, os.fsencode(before), None, LINK))
    _free(root, new, going)
    _put(turns, Turn(new, None, os.fsencode(after), LINK))


def _put(turns: dict[str, Turn], turn: Turn) -> None:
    known = turns.get(turn.path)
    if known is not None and known.after is not None and turn.after is not None:
        raise PlanImpossible(f"The plan wants two things of {turn.path}. Nothing was changed.")
    if known is None or turn.after is not None:
        turns[turn.path] = turn


def _read(root: Path, path: str) -> tuple[bytes, int]:
    file = _inside(root, path)
    try:
        return file.read_bytes(), stat.S_IMODE(file.stat().st_mode)
    except OSError as error:
        raise PlanImpossible(f"{path} can't be read: {error.strerror}. Nothing was changed.") from error


def _inside(root: Path, path: str) -> Path:
    """Return the file, if a path leads nowhere out of the tree."""
    parts = PurePosixPath(path)
    file = root / path
    if parts.is_absolute() or ".." in parts.parts or not file.parent.resolve().is_relative_to(root.resolve()):
        raise PlanImpossible(f"{path} leads out of the tree. Nothing was changed.")
    if file.is_symlink():
        raise PlanImpossible(f"{path} is a symbolic link, which is never written through. Nothing was changed.")
    return file


def _free(root: Path, path: str, going: set[str]) -> None:
    if _inside(root, path).exists() and path not in going:
        raise PlanImpossible(f"There is something at {path} already. Nothing was changed.")


def _old(root: Path, path: str) -> bytes | None:
    file = root / path
    return file.read_bytes() if file.is_file() else None


def _edited(path: str, before: bytes, plan: Plan) -> bytes:
    edits = plan.edits.get(path, ())
    if not edits:
        return before
    kind = kind_of(path, before)
    if kind is None:
        raise PlanImpossible(f"{path} is of no kind that can be edited. Nothing was changed.")
    try:
        decoded = decode(kind, before)
        return decoded.encode(apply(decoded.text, edits))
    except (SourceUnreadable, ValueError) as fault:
        raise PlanImpossible(f"{path} can't be edited as planned: {fault}. Nothing was changed.") from fault
