"""Applying a plan: all of it lands, or nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from codemods.errors import PlanImpossible, TreeDirty
from codemods.plans import git
from codemods.plans.journal import Journal
from codemods.plans.model import LINK, Plan, Turn
from codemods.plans.turning import turns_of
from codemods.running.files import Root


def apply_plan(root: Root, plan: Plan, *, allow_dirty: bool = False) -> list[Turn]:
    """Apply a plan to a tree, and return what turned.

    :raises TreeDirty: if something in the git checkout is not committed; with `allow_dirty`, if what is touched is not.
    :raises PlanImpossible: if it can't be applied; the tree is as before, then.
    """
    recover(root)
    turns = turns_of(root.path, plan)
    if root.has_git:
        dirty = git.uncommitted(root.path)
        touched = {turn.path for turn in turns if turn.before is not None}
        found = tuple(sorted(path for path in dirty if path in touched or (not allow_dirty and dirty[path] != "??")))
        if found:
            raise TreeDirty(found, allow_dirty)
    journal = _journal(root)
    try:
        journal.begin(turns, [(move.old, move.new) for move in plan.moves])
    except OSError as error:
        journal.end()
        raise PlanImpossible(f"There is no room to write the plan down: {error}. Nothing was changed.") from error
    _finish(root, journal)
    return turns


def recover(root: Root) -> bool:
    """Finish a plan that was begun and not finished, or take it back; return whether there was one.

    :raises PlanImpossible: if a file is neither as before nor as after it, since somebody changed it meanwhile.
    """
    journal = _journal(root)
    if not journal.counts:
        if journal.folder.exists():
            journal.end()
        return False
    for turn in journal.turns():
        if _content(root.path / turn.path) not in (turn.before, turn.after):
            raise PlanImpossible(
                f"An earlier plan was not finished, and {turn.path} was changed since. Its contents before and after"
                f" are in {journal.folder}: put the file in order, and remove that folder."
            )
    _finish(root, journal)
    return True


def _journal(root: Root) -> Journal:
    return Journal(git.private_folder(root.path) if root.has_git else root.path / ".codemods" / "plan")


def _finish(root: Root, journal: Journal) -> None:
    turns = list(journal.turns())
    for turn in turns:
        with contextlib.suppress(OSError):
            _staged(root.path / turn.path).unlink()
    try:
        _turn(root.path, turns)
    except OSError as error:
        _turn(root.path, [Turn(turn.path, turn.after, turn.before, turn.mode) for turn in turns])
        journal.end()
        raise PlanImpossible(f"{error.filename}: {error.strerror}. Everything was put back.") from error
    if root.has_git:
        git.move_in_index(root.path, journal.moves())
    journal.end()


def _turn(root: Path, turns: Iterable[Turn]) -> None:
    """Give each path its content after; doing so twice is as good as once."""
    gone: list[Path] = []
    for turn in turns:
        file = root / turn.path
        if turn.after is None:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                file.unlink()
            gone.append(file.parent)
        elif _content(file) != turn.after:
            file.parent.mkdir(parents=True, exist_ok=True)
            _put(file, turn.after, turn.mode)
    for folder in gone:
        _remove_empty(root, folder)


def _put(file: Path, content: bytes, mode: int) -> None:
    staged = _staged(file)
    try:
        if mode == LINK:
            staged.symlink_to(os.fsdecode(content))
        else:
            staged.write_bytes(content)
            staged.chmod(mode)
        os.replace(staged, file)
    finally:
        staged.unlink(missing_ok=True)


def _staged(file: Path) -> Path:
    """Return where a file is written before it takes its place: a name that the next start finds again."""
    return file.with_name(f".codemods-{file.name}")


def _content(file: Path) -> bytes | None:
    try:
        return os.fsencode(os.readlink(file)) if file.is_symlink() else file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _remove_empty(root: Path, folder: Path) -> None:
    with contextlib.suppress(OSError):  # it is not empty: then it stays, and so do those above it
        while folder != root:
            _remove_bytecode(folder)
            folder.rmdir()
            folder = folder.parent


def _remove_bytecode(folder: Path) -> None:
    """Remove what Python kept of sources that are gone, where nothing else is left: it could still be imported."""
    cache = folder / "__pycache__"
    alone = os.listdir(folder) == [cache.name] and not cache.is_symlink()
    if alone and all(name.endswith(".pyc") for name in os.listdir(cache)):
        shutil.rmtree(cache)
