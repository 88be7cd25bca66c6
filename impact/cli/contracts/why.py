"""Tell by which chain of imports one module or package imports another: exit 0 if there is one, 1 if not."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from itertools import pairwise
from pathlib import Path

from impact.cli.opening import add_kinds_option, add_project_options, open_project
from impact.contracts.advice.why import shortest_chain
from impact.contracts.configuration import read_kinds
from impact.contracts.sights import Sights


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    add_kinds_option(parser)
    parser.add_argument("--json", action="store_true", help="print the chain as JSON")
    parser.add_argument("importer", metavar="A", help="the module or package that imports")
    parser.add_argument("imported", metavar="B", help="the module or package that is imported")


def run(options: Namespace) -> int:
    """Print the chain; return 0, or 1 if there is none."""
    project = open_project(options)
    graph = project.graph_of(frozenset(read_kinds(options.kinds)))
    chain = shortest_chain(graph, options.importer, options.imported)
    sights = Sights(graph, project.tree.listing.files, project.configuration.path, Path.cwd())
    if options.json:
        steps = [_step(sights, importer, imported) for importer, imported in pairwise(chain or ())]
        sys.stdout.write(json.dumps({"chain": list(chain) if chain else None, "imports": steps}, indent=2) + "\n")
    elif chain is None:
        sys.stdout.write(f"{options.importer} does not import {options.imported}, not even indirectly.\n")
    else:
        for importer, imported in pairwise(chain):
            sys.stdout.write(f"{importer} -> {imported}\n")
            sys.stdout.writelines(f"    {place}\n" for place in sights.places(importer, imported))
    return int(chain is None)


def _step(sights: Sights, importer: str, imported: str) -> dict[str, object]:
    return {"importer": importer, "imported": imported, "places": sights.places(importer, imported)}
