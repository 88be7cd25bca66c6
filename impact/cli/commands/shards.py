"""Spread the impacted tests over the jobs of a CI matrix, by how long they took."""

from __future__ import annotations

import json
import shlex
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from impact.cli.asking import add_selection_options, question_of, tell_doubts
from impact.deciding.selecting import select
from impact.deciding.sharding import shard


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument(
        "number", type=_number, metavar="N", help="so many jobs at most; fewer where there is less to do"
    )
    parser.add_argument(
        "--format",
        choices=("json", "text"),
        default="json",
        help="one line of JSON for a matrix (default), or a line each",
    )
    add_selection_options(parser)


def run(options: Namespace) -> int:
    """Print the matrix; `include` is empty where nothing is impacted. Raises what `select` raises."""
    selection = select(question_of(options))
    tell_doubts(selection)
    shards = shard(selection, options.number)
    rows = [
        {
            "shard": f"{position}/{len(shards)}",
            "arguments": shlex.join(each.files),
            "tests": each.tests,
            "seconds": each.seconds,
        }
        for position, each in enumerate(shards, 1)
    ]
    if options.format == "json":
        sys.stdout.write(json.dumps({"include": rows}) + "\n")
    else:
        sys.stdout.writelines(
            f"{row['shard']}: {row['tests']:,} tests, {row['seconds']} s: {row['arguments']}\n" for row in rows
        )
    return 0


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 256:
        raise ArgumentTypeError(f"{text!r} is no number of jobs from 1 to 256")
    return int(text)
