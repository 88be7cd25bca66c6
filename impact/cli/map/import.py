"""Begin the map with a suite that coverage has measured with contexts."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.map.condition import FOLDER_NAME, locate


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument(
        "file", type=Path, nargs="?", default=Path(".coverage"), help="coverage's data (default: .coverage)"
    )
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--junit", type=Path, metavar="FILE", help="how the tests ended: pytest's --junit-xml of the same run"
    )
    how.add_argument("--all-passed", action="store_true", help="every test of that run passed")
    parser.add_argument(
        "--commit",
        metavar="REV",
        help="what was measured, if not the files as they have been since: REV is checked out",
    )
    parser.add_argument(
        "--map", type=Path, metavar="PATH", help="the map or its folder (default: .impact under the root)"
    )
    parser.add_argument("words", nargs="*", metavar="-- PYTEST ARGS", help="what pytest is started with otherwise")


def run(options: Namespace) -> int:
    """Import, and print how much; return 0. Raises ContextsUnusable, EnvironmentUntold, GitSilent or MapError."""
    from impact.contexts.asking import ask_pytest
    from impact.contexts.keeping import import_contexts

    data: Path = options.file.absolute()
    told = ask_pytest(Path.cwd(), options.words)
    place = locate(options.map if options.map is not None else told.root / FOLDER_NAME)
    counts = import_contexts(data, told, place, options.junit, options.commit)
    sys.stdout.write(f"{place}: {counts.imported:,} of {counts.measured:,} measured tests imported")
    sys.stdout.write(f"; {counts.known:,} had records already\n" if counts.known else "\n")
    return 0
