"""Tell which contracts a move would break or mend, before anything moves: exit 1 if it would break one."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from impact.cli.opening import add_project_options, open_project
from impact.contracts.advice.moving import Change, compare_move, simulate_move
from impact.contracts.model import Verdict

_WORDS = {True: "kept", False: "broken", None: "misconfigured"}


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    parser.add_argument("--json", action="store_true", help="print the changes as JSON, with the imports of the graph")
    parser.add_argument("change", choices=("move",), help="what would be done")
    parser.add_argument("old", metavar="OLD", help="the module or package that would move")
    parser.add_argument("new", metavar="NEW", help="its name afterwards")


def run(options: Namespace) -> int:
    """Print the changes; return 1 if a contract would be broken, or have more violations, else 0."""
    project = open_project(options)
    changes = list(compare_move(project, project.configuration.contracts, options.old, options.new))
    if options.json:
        graph = simulate_move(project.graph, options.old, options.new)
        edges = [[graph.names[importer], graph.names[imported]] for importer, imported in graph.edges()]
        facts = {"contracts": [_facts(change) for change in changes], "modules": list(graph.names), "imports": edges}
        sys.stdout.write(json.dumps(facts, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for change in changes for line in _lines(change))
    return int(any(_worse(change) for change in changes))


def _worse(change: Change) -> bool:
    return bool(change.gained) or (change.before.kept is not change.after.kept and change.after.kept is not True)


def _lines(change: Change) -> Iterator[str]:
    before, after = _word(change.before), _word(change.after)
    yield f"{change.before.name}: {before}" + (f", would be {after}" if before != after else ", would stay so")
    if change.after.error is not None and change.before.error is None:
        yield f"    {change.after.error}"
    yield from (f"    new: {' -> '.join(each)}" for each in change.gained)
    yield from (f"    gone: {' -> '.join(each)}" for each in change.lost)
    if change.renamed:
        yield "    it names what would move; it was read with the new name"


def _word(verdict: Verdict) -> str:
    return _WORDS[verdict.kept]


def _facts(change: Change) -> dict[str, object]:
    return {
        "id": change.before.id,
        "before": change.before.kept,
        "after": change.after.kept,
        "error": change.after.error,
        "gained": [list(each) for each in change.gained],
        "lost": [list(each) for each in change.lost],
        "renamed": change.renamed,
    }
