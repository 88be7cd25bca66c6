"""Tell which imports to remove, the cheapest, so that a contract is kept: exit 0 if it is, 1 if some must go."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.opening import add_project_options, open_project
from impact.contracts.advice.cutting import Removal, cheapest_cut, kept_without
from impact.contracts.cases import prepare
from impact.contracts.custom import custom_types
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.sights import Sights


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    parser.add_argument("--json", action="store_true", help="print the imports as JSON")
    parser.add_argument("contract", metavar="CONTRACT", help="the id of the contract")


def run(options: Namespace) -> int:
    """Print the imports; return 0 if there are none to remove, else 1."""
    project = open_project(options)
    (raw,) = project.chosen([options.contract])[:1]
    if raw.type in custom_types(project.configuration):
        raise ContractMisconfigured(f"'{raw.id}' is of a custom type: only built-in types can be cut.")
    if raw.fault:
        raise ContractMisconfigured(f"'{raw.id}': {raw.fault}")
    case = prepare(raw, project.configuration, project.detailed_graph_of, project.today)
    removals = cheapest_cut(case)
    sights = Sights(case.graph, project.tree.listing.files, project.configuration.path, Path.cwd())
    if options.json:
        facts = [_facts(sights, removal) for removal in removals]
        sys.stdout.write(json.dumps({"contract": raw.id, "remove": facts}, indent=2) + "\n")
    elif not removals:
        sys.stdout.write(f"{raw.name}: there is no import to remove.\n")
    else:
        for removal in removals:
            remark = f"  [{removal.reason}]" if removal.reason else ""
            sys.stdout.write(f"{' -> '.join(removal.edge)}{remark}\n")
            sys.stdout.writelines(f"    {place}\n" for place in sights.places(*removal.edge))
        kept = "is kept" if kept_without(case, removals) else "is still broken"
        sys.stdout.write(f"Without these {len(removals)} imports {raw.name!r} {kept}.\n")
    return int(bool(removals))


def _facts(sights: Sights, removal: Removal) -> dict[str, object]:
    importer, imported = removal.edge
    return {
        "importer": importer,
        "imported": imported,
        "cost": removal.cost,
        "reason": removal.reason,
        "places": sights.places(importer, imported),
    }
