"""Print the services that the impacted tests connect to: the least set to start."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from difflib import get_close_matches
from pathlib import Path

from impact.cli.asking import add_selection_options, question_of, tell_doubts
from impact.deciding.configuration import read_configuration
from impact.deciding.selecting import Question, select
from impact.deciding.situation import choose_environment
from impact.errors import NameUnknown
from impact.map.reader import MapReader
from impact.services.needed import NeededService, needed_services

_FORMATS = ("text", "json", "names", "profiles")


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_selection_options(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="the services of all known tests")
    which.add_argument(
        "--test", action="append", metavar="NODEID", help="those of this test, class or file; may be given repeatedly"
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        help="names: those of the containers in the Compose file; profiles: a line COMPOSE_PROFILES=... for its"
        " environment (default: text)",
    )
    parser.add_argument("--compose", type=Path, metavar="FILE", help="the Compose file (default: the nearest upwards)")


def run(options: Namespace) -> int:
    """Print; return 0. Raises what `select` raises, or ComposeUnreadable where a Compose file is needed."""
    services = _ask(question_of(options), options)
    if options.format in ("names", "profiles"):
        _print_containers(services, options)
    elif options.format == "json":
        sys.stdout.write(json.dumps([asdict(each) for each in services], indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(services))
    return 0


def _ask(question: Question, options: Namespace) -> list[NeededService]:
    with MapReader(question.map_path) as reader:
        selection = None if options.all or options.test else select(question)
        if selection is not None:
            tell_doubts(selection)
        if selection is not None and selection.situation is not None:
            return needed_services(reader, selection.situation.environment.digest, selection.tests)
        configuration = read_configuration(question.root, given=question.configuration)
        digest = choose_environment(reader, configuration, question.environment).environment.digest
        services = needed_services(reader, digest)
        if options.test:
            _require_known(options.test, {each.test for each in reader.records(digest)})
    return _of_tests(services, options.test) if options.test else services


def _require_known(asked: Sequence[str], known: set[str]) -> None:
    for each in asked:
        if each not in known and not any(test.startswith((f"{each}::", f"{each}[")) for test in known):
            raise NameUnknown("test", each, tuple(get_close_matches(each, sorted(known), n=3, cutoff=0.5)))


def _of_tests(services: Sequence[NeededService], asked: list[str]) -> list[NeededService]:
    starts = tuple(f"{each}{end}" for each in asked for end in ("::", "["))
    found = [
        replace(each, tests=tuple(test for test in each.tests if test in asked or test.startswith(starts)))
        for each in services
    ]
    return [each for each in found if each.tests]


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
