"""Show what is in the impact map, merge and prune maps, publish and fetch them."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from impact.cli import map as shelf
from impact.cli.place import add_map_option, find_map
from impact.map.overview import Overview
from impact.map.reader import MapReader

SHELF = shelf


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_map_option(parser)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: Namespace) -> int:
    """Print the figures of a map whose every page was looked at; raises MapError if there is none, or it is bad."""
    with MapReader(find_map(options.map, Path.cwd())) as reader:
        reader.examine()
        overview = reader.overview()
    if options.json:
        sys.stdout.write(json.dumps(asdict(overview), indent=2) + "\n")
    elif sys.stdout.isatty():
        _print_tables(overview)
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in rows(overview))
    return 0


def rows(overview: Overview) -> Iterator[tuple[str, str]]:
    """Yield the lines of the answer: a name and a value each."""
    yield "map", overview.path
    yield "version", str(overview.version)
    yield "size", readable_size(overview.size)
    yield "tests", f"{overview.tests:,}"
    yield "records", f"{overview.records:,}"
    yield "claim sets", f"{overview.claim_sets:,}"
    yield "claims", f"{overview.claims:,}"
    yield "sources", f"{overview.sources:,}"
    for kind, number in overview.dependencies.items():
        yield f"dependencies ({kind})", f"{number:,}"
    for environment in overview.environments:
        facts = ", ".join(f"{name} {value}" for name, value in environment.facts)
        yield "environment", f"{facts or 'no facts'}: {environment.records:,} records"


def readable_size(size: int) -> str:
    """Return a number of bytes in the largest unit that leaves a whole one."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def _print_tables(overview: Overview) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Impact map", show_header=False)
    for name, value in rows(overview):
        # As Text, because a path or an option may look like markup.
        table.add_row(Text(name, style="bold"), Text(value))
    Console().print(table)
