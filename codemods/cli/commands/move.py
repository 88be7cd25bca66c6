"""Move a module, a package or one name of a module, with everything that speaks of it: `move OLD NEW [PATH...]`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from codemods.cli.asking import add_ways, asked
from codemods.cli.planning import finish_earlier, run_plan


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("old", metavar="OLD", help="the dotted name as it is; MODULE:NAME for one name")
    parser.add_argument("new", metavar="NEW", help="the dotted name as it shall be")
    parser.add_argument("words", nargs="*", metavar="PATH", help="files and folders to look at (default: this folder)")
    parser.add_argument("--shim", action="store_true", help="leave modules that still answer to the old names")
    parser.add_argument("--force", action="store_true", help="move in spite of a new circle of imports")
    parser.add_argument(
        "--root", action="append", default=[], metavar="FOLDER", help="a package that is on the import path, too"
    )
    add_ways(parser)


def run(options: Namespace) -> int:
    """Run the codemod move-module, as `codemods run move-module` does; return its exit code."""
    said = {True: "yes", False: "no"}
    settings = {
        "old": options.old,
        "new": options.new,
        "shim": said[options.shim],
        "force": said[options.force],
        "roots": ",".join(options.root),
    }
    words = ["move-module", *(options.words or ["."])]
    question = asked(Namespace(words=words, set=list(settings.items()), jobs=1))
    finish_earlier(question)
    return run_plan(question, options)
