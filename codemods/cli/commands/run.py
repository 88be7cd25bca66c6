"""Run codemods over files and folders; without --write nothing is written."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from codemods.cli.asking import FAILED, WOULD_CHANGE, Asked, add_asking, add_ways, asked, examined_in
from codemods.cli.planning import finish_earlier, run_plan
from codemods.cli.proving import run_proof
from codemods.model import Failed, Skipped
from codemods.running.examining import Examined
from codemods.running.showing import as_json, diff, print_lines, print_summary
from codemods.running.tally import Tally, reason_of
from codemods.running.writing import new_content, write


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_asking(parser)
    add_ways(parser)
    parser.add_argument(
        "--bowler", action="append", default=[], type=Path, metavar="SCRIPT", help="run the queries of a Bowler script"
    )
    parser.add_argument("--verbose", action="store_true", help="name every place that was left alone or skipped")


def run(options: Namespace) -> int:
    """Run; return 0, 1 if --check found something, or 3 if a codemod broke on a file."""
    question = asked(options, options.bowler)
    finish_earlier(question)
    if any(bound.codemod.plan for bound in question.bounds):
        return run_plan(question, options)
    if options.prove:
        return run_proof(question, options)
    tally, told = Tally(), list[dict[str, Any]]()
    for examined in examined_in(question):
        tally.take(examined)
        refused = _act(question, options, examined) if examined.edits else None
        if refused is not None:
            tally.refuse(examined, refused)
        if options.json and examined.outcomes:
            told.append(as_json(examined) | ({"refused": reason_of(refused)} if refused else {}))
    if options.json:
        names = [bound.codemod.name for bound in question.bounds]
        answer = {"codemods": names, "written": options.write, "figures": tally.figures(), "files": told}
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    else:
        print_summary(tally, options.verbose)
    strict = {bound.codemod.name for bound in question.bounds if bound.codemod.is_strict}
    if tally.count("failed") or any(each.kind == "skipped" and each.codemod in strict for each in tally.remarks):
        return FAILED
    return WOULD_CHANGE if options.check and tally.changed else 0


def _act(question: Asked, options: Namespace, examined: Examined) -> Skipped | Failed | None:
    """Do with the edits of one file what was asked; return why it could not be done, if so."""
    content = new_content(question.root.path, examined)
    if isinstance(content, Skipped):
        return content
    if options.write:
        refused = write(question.root.path / examined.path, *content)
        if refused is None and not options.json:
            sys.stdout.write(f"changed {examined.path}\n")
        return refused
    if options.check:
        if not options.json:
            sys.stdout.write(f"would change {examined.path}\n")
    elif not options.json:
        print_lines(diff(examined.path, *content))
    return None
