"""Name the templates, scripts, styles and views that nothing reaches, and apart those that only run time could tell."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from codemods.recipes.legacy_frontend.dead import Verdict
from codemods.recipes.legacy_frontend.opening import open_frontend, open_verdict


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("words", nargs="*", metavar="PATH", help="files and folders (default: here)")
    parser.add_argument(
        "--allow", type=Path, metavar="FILE", help="the allow-list (default: frontend-allow.toml at the root)"
    )
    parser.add_argument(
        "--map", type=Path, metavar="PATH", help="the impact map or its folder (default: .impact at the root)"
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: Namespace) -> int:
    """Judge and print; return 0. `codemods run dead-frontend` deletes what is dead."""
    root, frontend = open_frontend(options.words)
    verdict = open_verdict(root, frontend, options.allow, options.map)
    if options.json:
        sys.stdout.write(json.dumps(asdict(verdict), indent=2) + "\n")
        return 0
    _tell(verdict)
    return 0


def _tell(verdict: Verdict) -> None:
    sys.stdout.writelines(f"dead: {node.kind} {node.name}\n" for node in verdict.dead)
    for each in verdict.apart:
        sites = sorted({f"{site.path}:{site.line}" for site in each.sites})
        first = f"; could be reached from {sites[0]}" if sites else ""
        more = f" and {len(sites) - 1} more" if len(sites) > 1 else ""
        sys.stdout.write(f"apart: {each.node.kind} {each.node.name}{first}{more}\n")
    sys.stdout.writelines(f"read by a recorded test: {node.kind} {node.name}\n" for node in verdict.rendered)
    for site in verdict.open_sites:
        asked = f"{site.how} of {', '.join(site.texts)}"
        sys.stdout.write(f"open: {site.path}:{site.line}: {asked}: what it reaches is for the allow-list to say\n")
    sys.stdout.writelines(f"stale: the allow-list speaks of {at}, where nothing is open\n" for at in verdict.stale)
    counts = {"dead": verdict.dead, "apart": verdict.apart, "read by a recorded test": verdict.rendered}
    sys.stdout.write("; ".join(f"{name}: {len(nodes):,}" for name, nodes in counts.items()) + "\n")
