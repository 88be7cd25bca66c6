"""List the codemods: ours, those of installed packages, and the project's own."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from codemods.cataloguing import page
from codemods.errors import CodemodUnusable
from codemods.registry import known, load, on_shelf
from codemods.settings import read_settings


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("--page", action="store_true", help="print the catalogue of ours as Markdown")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: Namespace) -> int:
    """Print names and summaries; a file that is no codemod is told on stderr and ends with 1."""
    if options.page:
        sys.stdout.write(page(load(name, origin) for name, origin in on_shelf()))
        return 0
    found, code = [], 0
    for name, origin in known(read_settings(Path.cwd()).folders).items():
        try:
            codemod = load(name, origin)
        except CodemodUnusable as fault:
            sys.stderr.write(f"codemods: {fault}\n")
            code = 1
            continue
        found.append({"name": codemod.name, "summary": codemod.summary, "origin": codemod.origin})
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return code
    width = max((len(each["name"]) for each in found), default=0)
    sys.stdout.writelines(f"{each['name']:{width}}  {each['summary']}\n" for each in found)
    return code
