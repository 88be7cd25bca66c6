"""Take out of this map what nobody will ask for again, and make its file smaller."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from impact.cli.place import add_map_option, find_map, root_of
from impact.cli.sizes import readable_size

_DAY = 86_400_000
"""Milliseconds."""
_MOST = 1_000_000
"""Days: nothing is as old."""


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument(
        "--days",
        type=_days,
        default=90,
        metavar="N",
        help="environments not used, and superseded records not seen, for so long (default: 90)",
    )
    add_map_option(parser)


def run(options: Namespace) -> int:
    """Prune; raises MapError if there is no map, or it can't be written."""
    path = find_map(options.map, Path.cwd())
    from impact.map.compacting import compact
    from impact.map.condition import require_sound_file
    from impact.map.writer import MapWriter

    require_sound_file(path)
    root, before = root_of(path, Path.cwd()), path.stat().st_size
    with MapWriter(path) as writer:
        pruned = writer.prune(int(time.time() * 1000) - options.days * _DAY, lambda file: (root / file).exists())
    compact(path)
    sys.stdout.write(
        f"{pruned.environments:,} environments, {pruned.tests:,} tests of files that are gone and {pruned.records:,} "
        f"superseded records taken out: {readable_size(before)} before, {readable_size(path.stat().st_size)} now\n"
    )
    return 0


def _days(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no number of days")
    return min(int(text), _MOST)
