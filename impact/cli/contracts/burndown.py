"""Tell for the commits of the past how many imports stood between the code and its contracts."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from impact.cli.opening import add_project_options, open_project
from impact.contracts.history.burndown import Point, burn_down
from impact.contracts.history.picture import draw


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    parser.add_argument("--contract", action="append", default=[], metavar="ID", help="this one only; repeatable")
    parser.add_argument("--from", dest="start", default="", metavar="REV", help="begin after this commit")
    parser.add_argument("--points", type=_number, default=12, metavar="N", help="look at so many commits (default: 12)")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw a picture, too")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: Namespace) -> int:
    """Print the table, and draw the picture; return 0."""
    project = open_project(options)
    contracts = project.chosen(options.contract)
    points = list(burn_down(project, contracts, options.start, options.points))
    if options.svg is not None:
        options.svg.write_text(draw(points, [(raw.id, raw.name) for raw in contracts]), encoding="utf-8")
    if options.json:
        facts = [{"commit": each.commit.id, "day": each.commit.day, "counts": dict(each.counts)} for each in points]
        sys.stdout.write(json.dumps(facts, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _table(points, [raw.id for raw in contracts]))
    return 0


def _table(points: Sequence[Point], identities: Sequence[str]) -> list[str]:
    head = ["day", "commit", *identities]
    rows = [[p.commit.day, p.commit.id[:10], *(f"{p.counts[each]:,}" for each in identities)] for p in points]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]
    ]


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number of one or more")
    return int(text)
