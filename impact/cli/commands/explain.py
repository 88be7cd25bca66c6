"""Tell why a test would run, or rest, and what it rests on."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from impact.cli.asking import add_situation_options, question_of, tell_doubts
from impact.deciding.dependence import close_to, rests_on
from impact.deciding.selecting import select
from impact.errors import NameUnknown


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("test", metavar="TEST", help="the node id of a test, a class or a file")
    parser.add_argument("--since", metavar="REV", help="also what differs from a revision")
    parser.add_argument("--depends", action="store_true", help="also list everything that the test rests on")
    add_situation_options(parser)


def run(options: Namespace) -> int:
    """Explain; raises NameUnknown if the map knows no such test, and what `select` raises."""
    question = question_of(options, explain=options.test)
    selection = select(question)
    if selection.fault is not None:
        tell_doubts(selection)
        return 0
    if not selection.reasons:
        raise NameUnknown("test", options.test, close_to(options.test, question, selection))
    for nodeid, reason in sorted(selection.reasons.items()):
        sys.stdout.write(f"{nodeid}: {reason}\n")
        if options.depends:
            sys.stdout.writelines(f"    {line}\n" for line in rests_on(nodeid, question, selection))
    return 0
