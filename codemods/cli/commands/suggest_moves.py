"""Suggest moves that mend import contracts: the violations each removes, for each reference it changes, best first."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from codemods.cli.asking import number
from codemods.errors import MoveRefused
from codemods.moving.planning import plan_move
from codemods.moving.request import Request
from codemods.moving.suggesting import Suggestion, suggest_moves
from codemods.plans.tree import Tree
from codemods.running.files import Root, find_files
from impact.cli.opening import add_project_options, open_project


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    parser.add_argument("--contract", action="append", default=[], metavar="ID", help="look at this contract alone")
    parser.add_argument("--most", type=number, default=10, metavar="N", help="so many moves (default: 10)")
    parser.add_argument("--json", action="store_true", help="print them as JSON")


def run(options: Namespace) -> int:
    """Print the moves; return 0."""
    project = open_project(options)
    root = Root.around([Path.cwd()])
    found = find_files(root, [Path.cwd()])
    tree = Tree(root.path, tuple(each for each in found if isinstance(each, str)))

    def count(old: str, new: str) -> int | None:
        try:
            plan = plan_move(tree, Request(old, new, force=True))
        except MoveRefused:
            return None
        return sum(map(len, plan.edits.values()))

    moves = suggest_moves(project, project.chosen(options.contract), count, options.most)
    if options.json:
        sys.stdout.write(json.dumps([_plain(each) for each in moves], indent=2) + "\n")
    elif moves:
        sys.stdout.writelines(f"{line}\n" for line in _table(moves))
    else:
        sys.stdout.write("No move of one module or package removes a violation.\n")
    return 0


def _plain(move: Suggestion) -> dict[str, object]:
    return {"old": move.old, "new": move.new, "removed": move.removed, "references": move.references}


def _table(moves: list[Suggestion]) -> list[str]:
    lines = ["removes  changes  move"]
    for each in moves:
        lines.append(f"{each.removed:7,}  {each.references:7,}  codemods move {each.old} {each.new}")
    return lines
