"""Proving a move on a real package with its suite, and that a move made wrong on purpose is caught.

    python -m tests.benchmarks.prove_move CHECKOUT OLD NEW [--wrong PATH] [--pytest-args ARGS]

Counts who imports OLD, plans the move, and proves it in a copy, as `codemods move OLD NEW --prove` does. With `--wrong`
the edits of one file are taken out of the plan first, as if it had been overlooked. Prints what was kept, how many tests
ran with the edits, what ended otherwise, and ends with 1 if a right move is refused or a wrong one is kept.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import replace
from pathlib import Path

from codemods.codemod import Bound
from codemods.moving.circles import read_graph
from codemods.moving.layout import Layout
from codemods.proof.proving import Question, prove
from codemods.registry import find
from tests.benchmarks.human_moves import tree_of


def main() -> int:
    """Plan, prove and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--wrong", metavar="PATH", help="a file whose edits are left out")
    parser.add_argument("--pytest-args", default="")
    options = parser.parse_args()
    place = options.checkout.resolve()
    tree = tree_of(place)
    graph = read_graph(Layout(tree), None)
    number = graph.find(options.old)
    assert number is not None
    print(f"{options.old} is imported by {len(graph.predecessors[number])} modules")
    [codemod] = find(["move-module"])
    assert codemod.plan is not None
    plan = codemod.plan(tree, Bound.to(codemod, {"old": options.old, "new": options.new, "force": "yes"}).options)
    if options.wrong:
        plan = replace(plan, edits={path: edits for path, edits in plan.edits.items() if path != options.wrong})
    found = prove(Question(place, place, plan, tuple(shlex.split(options.pytest_args))), print)
    print(f"{len(plan.edits)} files edited, {len(plan.moves)} moved; {found.tests} tests ran in {found.runs} runs")
    print("REFUSED" if found.refused else "kept")
    for change in found.refused.tests[:10] if found.refused else ():
        print(f"  {change.nodeid}: {change.before} -> {change.after}")
    return int(bool(found.refused) != bool(options.wrong))


if __name__ == "__main__":
    sys.exit(main())
