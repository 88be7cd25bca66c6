"""Take the maps of the nearest commit that a store has into this one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.place import add_map_option, find_map, root_of
from impact.interpreter import interpreter_facts
from impact.model import Environment
from impact.sharing.ancestry import Checkout
from impact.sharing.fetching import fetch
from impact.sharing.keys import Wanted, platform_of
from impact.sharing.opening import open_store

NOTHING = 1
"""The exit code when there is no map for this interpreter at any commit that this one goes back to."""


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("url", metavar="URL", help="a folder, an http(s) URL, or a URL of fsspec such as s3://...")
    parser.add_argument("--commit", default="HEAD", metavar="REV", help="where to begin to look (default: HEAD)")
    add_map_option(parser)


def run(options: Namespace) -> int:
    """Fetch; return 0, or 1 if there was nothing. Raises MapError, GitSilent or StoreUnusable."""
    path = find_map(options.map, Path.cwd())
    checkout = Checkout.around(root_of(path, Path.cwd()), options.commit)
    wanted = Wanted(platform_of(Environment(interpreter_facts())))
    fetched = fetch(path, checkout, open_store(options.url), wanted)
    for line in fetched.refused:
        sys.stderr.write(f"impact: {line}\n")
    if not fetched.sources:
        sys.stderr.write(
            "impact: there is no map for this interpreter at this commit, or before it; the store has "
            f"maps of {fetched.published:,} commits\n"
        )
        return NOTHING
    sys.stdout.write(f"{fetched.told}\n")
    return 0
