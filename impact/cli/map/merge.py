"""Take other maps into this one: those of CI shards, of other machines, of other branches."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.place import add_map_option, find_map, root_of
from impact.errors import MapError
from impact.map.condition import locate

REFUSED = 2
"""The exit code when a map was refused."""


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("origins", nargs="+", type=Path, metavar="MAP", help="maps, or their folders, in any order")
    add_map_option(parser)


def run(options: Namespace) -> int:
    """Merge one map after the other; return 0, or 2 where some were refused: all others are in, whatever the order.

    :raises MapError: if the map here can't be written.
    """
    from impact.map.writer import MapWriter
    from impact.sharing.signing import sign

    target = find_map(options.map, Path.cwd())
    refused = False
    with MapWriter(target) as writer:
        for given in options.origins:
            origin = locate(given)
            try:
                taken = writer.take_in(origin)
            except MapError as fault:
                if fault.path == target:
                    raise
                sys.stderr.write(f"impact: {fault}\n")
                refused = True
                continue
            left = f", {taken.outside:,} left out that rest on files outside the root" if taken.outside else ""
            sys.stdout.write(f"{origin}: {taken.records:,} records taken in{left}\n")
        sign(writer, root_of(target, Path.cwd()))
    return REFUSED if refused else 0
