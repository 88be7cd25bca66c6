"""Take other maps into this one: those of CI shards, of other machines, of other branches."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.place import add_map_option, find_map
from impact.map.condition import locate


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("origins", nargs="+", type=Path, metavar="MAP", help="maps, or their folders, in any order")
    add_map_option(parser)


def run(options: Namespace) -> int:
    """Merge one map after the other; raises MapRefused for the first that is no sound map: those before it are in."""
    from impact.map.writer import MapWriter

    target = find_map(options.map, Path.cwd())
    with MapWriter(target) as writer:
        for given in options.origins:
            origin = locate(given)
            taken = writer.take_in(origin)
            left = f", {taken.outside:,} left out that rest on files outside the root" if taken.outside else ""
            sys.stdout.write(f"{origin}: {taken.records:,} records taken in{left}\n")
    return 0
