"""Bring this map into a store, under the present commit, for others to fetch."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from impact.cli.place import add_map_option, find_map, root_of
from impact.cli.sizes import readable_size
from impact.sharing.ancestry import Checkout
from impact.sharing.opening import open_store
from impact.sharing.publishing import publish

NOTHING = 1
"""The exit code when the map has nothing to publish."""
_PART = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("url", metavar="URL", help="a folder, an http(s) URL, or a URL of fsspec such as s3://...")
    parser.add_argument("--commit", default="HEAD", metavar="REV", help="the commit that was tested (default: HEAD)")
    parser.add_argument(
        "--part", type=_part, default=(1, 1), metavar="K/N", help="this is the K-th of N maps of the commit, by shards"
    )
    add_map_option(parser)


def run(options: Namespace) -> int:
    """Publish; return 0, or 1 if there was nothing. Raises MapError, GitSilent or StoreUnusable."""
    path = find_map(options.map, Path.cwd())
    checkout = Checkout.around(root_of(path, Path.cwd()), options.commit)
    published = publish(path, checkout, open_store(options.url), *options.part)
    if not published:
        sys.stderr.write(f"impact: {path} has no records: nothing is published\n")
        return NOTHING
    for each in published:
        sys.stdout.write(f"{each.name}: {each.records:,} records, {readable_size(each.size)}\n")
    return 0


def _part(text: str) -> tuple[int, int]:
    found = _PART.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise ArgumentTypeError(f"{text!r} is no part such as 3/8")
    return int(found[1]), int(found[2])
