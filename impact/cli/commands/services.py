"""Print the services that the impacted tests connect to: the least set to start."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from impact.cli.place import find_map
from impact.map.reader import MapReader
from impact.selection.choice import Why
from impact.selection.outside import choose_outside, root_of
from impact.services.needed import NeededService, needed_services

_FORMATS = ("text", "json", "names", "profiles")


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("words", nargs="*", metavar="TEST", help="node ids, or what they begin with, in their place")
    parser.add_argument("--all", action="store_true", help="the services of all known tests")
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        help="names: those of the containers in the Compose file; profiles: a line COMPOSE_PROFILES=... for its"
        " environment (default: text)",
    )
    parser.add_argument("--compose", type=Path, metavar="FILE", help="the Compose file (default: the nearest upwards)")
    parser.add_argument("--map", type=Path, metavar="PATH", help="the map or its folder (default: the nearest upwards)")


def run(options: Namespace) -> int:
    """Print; return 0. Raises MapError, or ComposeUnreadable where a Compose file is needed."""
    map_path = find_map(options.map, Path.cwd())
    with MapReader(map_path) as reader:
        services = _ask(reader, options, root_of(map_path))
    if options.format in ("names", "profiles"):
        _print_containers(services, options)
    elif options.format == "json":
        sys.stdout.write(json.dumps([asdict(each) for each in services], indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(services))
    return 0


def _ask(reader: MapReader, options: Namespace, root: Path) -> list[NeededService]:
    found = choose_outside(reader, root) if not (options.all or options.words) else None
    if found is None:
        environments = reader.environments()
        known = needed_services(reader, environments[0][0]) if environments else []
        return _of_tests(known, options.words) if options.words else known
    new = sum(reason.why is Why.UNKNOWN for reason in found.choice.impacted.values())
    if new:
        sys.stderr.write(f"impact: {new:,} of the impacted tests have never run: nobody knows what they need\n")
    return needed_services(reader, found.environment, found.choice.impacted)


def _of_tests(services: Sequence[NeededService], words: list[str]) -> list[NeededService]:
    starts = tuple(words)
    kept = [replace(each, tests=tuple(test for test in each.tests if test.startswith(starts))) for each in services]
    return [each for each in kept if each.tests]


def _lines(services: Sequence[NeededService]) -> list[str]:
    if not services:
        return ["no service is needed"]
    rows = [
        (
            each.name or "?",
            each.place,
            ", ".join(each.clients),
            f"{len(each.tests):,}",
            "test" + "s"[len(each.tests) == 1 :],
        )
        for each in services
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        f"{name:<{widths[0]}}  {place:<{widths[1]}}  {clients:<{widths[2]}}  {count:>{widths[3]}} {noun}"
        for name, place, clients, count, noun in rows
    ]


def _print_containers(services: Sequence[NeededService], options: Namespace) -> None:
    from impact.services.compose import find_file, match, read_containers

    path = options.compose or find_file(Path.cwd())
    found = match(services, read_containers(path))
    for each in found.unmatched:
        sys.stderr.write(f"impact: {path} has nothing for {each.place} ({', '.join(each.clients)})\n")
    if options.format == "names":
        sys.stdout.writelines(f"{each.name}\n" for each in found.containers)
    else:
        sys.stdout.write(f"COMPOSE_PROFILES={','.join(found.profiles)}\n")
