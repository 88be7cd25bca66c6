"""Write a page that shows what the map knows: runs, tests, files, and what costs precision."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.place import add_map_option, find_map, root_of
from impact.errors import ImpactError
from impact.map.reader import MapReader


class PageUnwritable(ImpactError):
    """The page can't be written to `path`."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The report can't be written to {path}: {reason}. Choose another place with -o FILE.")
        self.path, self.reason = path, reason


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: report.html beside the map")
    parser.add_argument("--title", help="the name of the project (default: that of its folder)")
    parser.add_argument(
        "--environment", metavar="WHICH", help="beginning of a digest, or NAME=VALUE (default: the one used last)"
    )
    add_map_option(parser)


def run(options: Namespace) -> int:
    """Write the page and print where it is; return 0. Raises MapError, PageUnwritable or PageNeedsJinja."""
    from impact.report.gathering import gather
    from impact.report.page import render

    map_path = find_map(options.map, Path.cwd())
    output: Path = options.output or map_path.with_name("report.html")
    with MapReader(map_path) as reader:
        report = gather(reader, options.title or root_of(map_path, Path.cwd()).name, options.environment)
    page = render(report)
    if output.is_dir():
        raise PageUnwritable(output, "it is a folder")
    part = output.with_name(f"{output.name}.{os.getpid()}.part")
    try:
        part.write_text(page, encoding="utf-8", errors="backslashreplace")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PageUnwritable(output, error.strerror or str(error)) from error
    tests, runs = len(report.tests), len(report.runs)
    sys.stdout.write(f"{output}: {tests:,} test{'s' * (tests != 1)}, {runs:,} run{'s' * (runs != 1)}\n")
    return 0
