"""Running a codemod that plans: its plan is shown, checked or applied as a whole."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict

from codemods.cli.asking import FAILED, WOULD_CHANGE, Asked
from codemods.cli.proving import prove_plan
from codemods.errors import CodemodError
from codemods.plans.applying import apply_plan, recover
from codemods.plans.model import Plan, Turn
from codemods.plans.tree import Tree
from codemods.plans.turning import turns_of
from codemods.running.files import find_files
from codemods.running.showing import diff, print_lines


def finish_earlier(question: Asked) -> None:
    """Finish a plan that was begun and interrupted, and say so."""
    if recover(question.root):
        sys.stderr.write("codemods: a plan that was begun earlier has been finished\n")


def run_plan(question: Asked, options: Namespace) -> int:
    """Make the plan and do with it what was asked; return the exit code."""
    plan = plan_of(question)
    if plan is None:
        return FAILED
    if options.prove:
        return prove_plan(question, plan, options)
    if options.write:
        turns = apply_plan(question.root, plan, allow_dirty=options.allow_dirty)
    else:
        turns = turns_of(question.root.path, plan)
    _tell(plan, turns, options)
    return WOULD_CHANGE if options.check and not plan.is_empty else 0


def plan_of(question: Asked) -> Plan | None:
    """Return the plan of the one codemod that was asked for; None, and a line on stderr, where it broke."""
    if len(question.bounds) != 1:
        raise CodemodError("A codemod that plans for the whole tree runs alone: name just one.")
    [bound] = question.bounds
    assert bound.codemod.plan is not None
    tree = tree_of(question)
    try:
        return bound.codemod.plan(tree, bound.options)
    except CodemodError:
        raise
    except Exception as error:  # noqa: BLE001 - a codemod may be anybody's, and its fault must not look like ours
        sys.stderr.write(f"codemods: {bound.codemod.name} could make no plan: {type(error).__name__}: {error}\n")
        return None


def tree_of(question: Asked) -> Tree:
    """Return the files that a plan is made of."""
    found = find_files(question.root, question.places)
    return Tree(question.root.path, tuple(each for each in found if isinstance(each, str)))


def _tell(plan: Plan, turns: list[Turn], options: Namespace) -> None:
    if options.json:
        told = {
            "moves": [asdict(move) for move in plan.moves],
            "created": sorted(plan.creations),
            "deleted": sorted(plan.deletions),
            "edited": {path: len(edits) for path, edits in sorted(plan.edits.items())},
            "left": [asdict(each) for each in plan.left],
            "written": options.write,
        }
        sys.stdout.write(json.dumps(told, indent=2) + "\n")
        return
    if not options.check and not options.write:
        _print_diffs(plan, turns)
    sys.stdout.writelines(f"{each.path}:{each.line}: left alone: {each.reason}\n" for each in plan.left)
    counts = {
        "edited": len(plan.edits),
        "moved": len(plan.moves),
        "created": len(plan.creations),
        "deleted": len(plan.deletions),
        "places left alone": len(plan.left),
    }
    sys.stdout.writelines(f"{name}: {number:,}\n" for name, number in counts.items())


def _print_diffs(plan: Plan, turns: list[Turn]) -> None:
    by_path = {turn.path: turn for turn in turns}
    moved = {move.new: move.old for move in plan.moves}
    for turn in turns:
        if turn.path in moved:
            sys.stdout.write(f"rename from {moved[turn.path]}\nrename to {turn.path}\n")
            before = by_path[moved[turn.path]].before or b""
        elif turn.after is None and turn.path in moved.values():
            continue
        else:
            before = turn.before or b""
        print_lines(diff(turn.path, before, turn.after or b""))
