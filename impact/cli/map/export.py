"""Write what the map knows as coverage's data, with a context for each test."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.asking import add_situation_options, question_of
from impact.deciding.configuration import read_configuration
from impact.deciding.situation import choose_environment
from impact.map.reader import MapReader


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("--contexts", action="store_true", required=True, help="for `coverage html --show-contexts`")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(".coverage"), metavar="FILE", help="default: .coverage"
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    add_situation_options(parser)


def run(options: Namespace) -> int:
    """Write, and print what to do next; return 0. Raises ContextsUnusable, EnvironmentUnknown or MapError."""
    from impact.contexts.errors import ContextsUnusable
    from impact.contexts.exporting import export_contexts

    question = question_of(options)
    target: Path = options.output.absolute()
    if target.exists() and not options.force:
        raise ContextsUnusable(target, "there is such a file: --force replaces it, -o FILE writes another.", "written")
    with MapReader(question.map_path) as reader:
        configuration = read_configuration(question.root, given=question.configuration)
        environment = choose_environment(reader, configuration, question.environment).environment
        tests, sources = export_contexts(reader, environment.digest, question.root, target)
    sys.stdout.write(
        f"{target}: {tests:,} tests, {sources:,} sources; coverage html --show-contexts --data-file={options.output}\n"
    )
    return 0
