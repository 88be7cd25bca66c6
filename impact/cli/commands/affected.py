"""Tell which tests a file, a folder, a function or a class reaches."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.asking import add_situation_options, question_of
from impact.deciding.configuration import read_configuration
from impact.deciding.dependence import Reached, affected, stands_in
from impact.deciding.situation import choose_environment
from impact.errors import NameUnknown
from impact.map.reader import MapReader


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument(
        "what", metavar="PATH[::NAME]", help="a file or folder; NAME as Class, Class.method or function"
    )
    parser.add_argument("--importing", action="store_true", help="also list the tests that merely import it")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    add_situation_options(parser)


def run(options: Namespace) -> int:
    """Print the tests; return 0.

    :raises NameUnknown: for what is neither in the map nor in the tree.
    :raises ImpactError: EnvironmentUnknown or MapError.
    """
    question = question_of(options)
    with MapReader(question.map_path) as reader:
        configuration = read_configuration(question.root, given=question.configuration)
        environment = choose_environment(reader, configuration, question.environment).environment
    path, _, name = options.what.partition("::")
    place = os.path.relpath(Path.cwd() / path, question.root).replace(os.sep, "/")
    wanted = name.replace("::", ".") or None
    try:
        reached = affected(question.map_path, environment, place, wanted)
    except NameUnknown:
        if not stands_in(question.root, place, wanted):
            raise
        sys.stderr.write(f"impact: no recorded test reaches {options.what}.\n")
        reached = Reached()
    if options.json:
        found = {"using": reached.using, "importing": sorted(reached.importing)}
        sys.stdout.write(json.dumps(found, indent=2, sort_keys=True) + "\n")
        return 0
    listed = sorted({*reached.using, *(reached.importing if options.importing else ())})
    sys.stdout.writelines(f"{nodeid}\n" for nodeid in listed)
    if reached.importing and not options.importing:
        sys.stderr.write(f"impact: {len(reached.importing):,} more tests merely import it: --importing lists them.\n")
    return 0
