"""Suggest a first layering for a package, by the directions in which its children import each other."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from impact.cli.opening import add_project_options, open_project
from impact.contracts.advice.layering import Layering, suggest_layers


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    parser.add_argument("--json", action="store_true", help="print the layers as JSON")
    parser.add_argument("what", choices=("layers",), help="what to suggest")
    parser.add_argument(
        "package", nargs="?", metavar="PACKAGE", help="whose children (default: the first root package)"
    )


def run(options: Namespace) -> int:
    """Print the layers, as sections for the configuration; return 0."""
    project = open_project(options, without_contracts=True)
    package = options.package or project.configuration.roots[0]
    found = suggest_layers(project.graph, package)
    if options.json:
        facts = [{"layers": list(each.layers), "remove": [list(edge) for edge in each.remove]} for each in found]
        sys.stdout.write(json.dumps({"package": package, "layerings": facts}, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(line for each in found for line in _section(package, each)) + "\n")
    return 0


def _section(package: str, layering: Layering) -> Iterator[str]:
    if layering.remove:
        yield ""
        yield f"# Finer; it holds once these {len(layering.remove)} imports are gone, or frozen:"
        yield from (f"#     {importer} -> {imported}" for importer, imported in layering.remove)
    else:
        yield "# It holds as the code is now."
    yield f"[importlinter:contract:{package.replace('.', '-')}-layers]"
    yield f"name = Layers of {package}"
    yield "type = layers"
    yield f"containers = {package}"
    yield "layers ="
    yield from (f"    {line}" for line in layering.layers)
