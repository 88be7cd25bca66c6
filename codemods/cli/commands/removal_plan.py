"""Tell what goes with a page of the legacy frontend, what is shared and stays, and who still asks for it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from codemods.recipes.legacy_frontend.evidence import tests_using
from codemods.recipes.legacy_frontend.graph.model import Kind
from codemods.recipes.legacy_frontend.opening import open_frontend
from codemods.recipes.legacy_frontend.removal import Place, Removal, plan_removal


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument(
        "page", metavar="PAGE", help="a template by its path, a view as module.view, or a URL by its name"
    )
    parser.add_argument("words", nargs="*", metavar="PATH", help="files and folders (default: here)")
    parser.add_argument(
        "--map", type=Path, metavar="PATH", help="the impact map or its folder (default: .impact at the root)"
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: Namespace) -> int:
    """Plan and print; return 0. `codemods run removal-plan --set page=PAGE` carries it out."""
    root, frontend = open_frontend(options.words)
    removal = plan_removal(frontend, options.page)
    views = [tuple(name.split("::", 1)) for name in removal.of(Kind.VIEW)]
    recorded = tests_using(root.path, options.map, removal.of(Kind.TEMPLATE), [(path, name) for path, name in views])
    if options.json:
        sys.stdout.write(json.dumps(asdict(removal) | {"recorded_tests": recorded}, indent=2) + "\n")
        return 0
    _tell(removal, recorded)
    return 0


def _tell(removal: Removal, recorded: list[str]) -> None:
    names = [entry.name for entry in removal.entries if entry.name]
    _section("goes", (f"{node.kind} {node.name}" for node in removal.goes))
    _section("URL names that go", names)
    _section("toggles that go", removal.toggles)
    _section("toggles that others ask, too", removal.shared_toggles)
    _section("still asks for it", map(_place, removal.askers))
    _section("tests that name it", map(_place, removal.tests))
    _section("recorded tests that used it", recorded)
    _section("shared, and stays", (f"{node.kind} {node.name}" for node in removal.stays))


def _place(place: Place) -> str:
    return f"{place.path}:{place.line}: {place.what}"


def _section(title: str, lines: Iterable[str]) -> None:
    told = list(lines)
    sys.stdout.write(f"{title}: {len(told):,}\n")
    sys.stdout.writelines(f"  {line}\n" for line in told)
