"""The console command `impact`: it finds its subcommands on the shelf `impact/cli/commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from impact.cli.registry import collect
from impact.errors import ImpactError

FAULT = 2
"""The exit code when the answer can't be given; argparse uses it for wrong options too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; return the exit code: 0, what the subcommand says, or 2 with one line on stderr."""
    parser = argparse.ArgumentParser(prog="impact", description="Ask what depends on what.")
    shelf = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in collect():
        subparser = shelf.add_parser(command.name, help=command.summary, description=command.summary)
        command.add_options(subparser)
        subparser.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except ImpactError as fault:
        sys.stderr.write(f"impact: {fault}\n")
        return FAULT
    return code
