"""Small trees for the tests of moves: files by path, and a move made in them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from codemods.codemod import Bound, Codemod
from codemods.plans.applying import apply_plan
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.registry import find
from codemods.running.files import Root, find_files


def lay_out(place: Path, files: Mapping[str, str]) -> None:
    """Write files, dedented."""
    for path, text in files.items():
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")


def tree_of(place: Path) -> Tree:
    """Return a folder as codemods that plan see it."""
    found = find_files(Root(place, has_git=False), [place])
    return Tree(place, tuple(each for each in found if isinstance(each, str)))


def planned(place: Path, old: str, new: str, codemod: str = "move-module", **options: str) -> Plan:
    """Return the plan of a move."""
    found = _codemod(codemod)
    assert found.plan is not None
    given = {"old": old, "new": new} if codemod == "move-module" else {}
    return found.plan(tree_of(place), Bound.to(found, given | options).options)


@lru_cache
def _codemod(name: str) -> Codemod:
    [found] = find([name])
    return found


def applied(place: Path, old: str, new: str, **options: str) -> Plan:
    """Make a move."""
    plan = planned(place, old, new, **options)
    apply_plan(Root(place, has_git=False), plan)
    return plan


def moved(place: Path, old: str, new: str, **options: str) -> Plan:
    """Make a move; moving again must change nothing, and so must the names stay."""
    plan = applied(place, old, new, **options)
    if ":" not in old:
        again = planned(place, old, new, **options)
        assert again.is_empty, again
    return plan


def read(place: Path, path: str) -> str:
    """Return the text of a file."""
    return (place / path).read_text(encoding="utf-8")


def reasons(plan: Plan) -> str:
    """Return all that was left to a person."""
    return "\n".join(f"{each.path}:{each.line}: {each.reason}" for each in plan.left)
