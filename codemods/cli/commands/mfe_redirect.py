"""Send the visitors of a legacy page to a micro-frontend: `mfe-redirect VIEW SETTING [PATH...]`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from codemods.cli.asking import add_ways, asked
from codemods.cli.planning import finish_earlier, run_plan
from codemods.recipes.legacy_frontend.redirect.toggles import AUTO, KINDS


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("view", metavar="VIEW", help="package.module.name, or path/of/the/file.py:name")
    parser.add_argument("setting", metavar="SETTING", help="the setting that holds the address")
    parser.add_argument("words", nargs="*", metavar="PATH", help="files and folders to look at (default: this folder)")
    parser.add_argument("--stage", choices=("1", "2"), default="1", help="1: a toggle in the view; 2: at the URL")
    parser.add_argument(
        "--path",
        default="-",
        metavar="TEXT",
        help="what follows the address, arguments in braces (default: all of them)",
    )
    kinds = (AUTO, *(kind.name for kind in KINDS))
    parser.add_argument("--toggle", choices=kinds, default=AUTO, help="its kind (default: the project's)")
    parser.add_argument("--staff-go", action="store_true", help="redirect staff, too")
    parser.add_argument("--split", action="store_true", help="redirect the page of a view that answers more than that")
    parser.add_argument(
        "--created", default=date.today().isoformat(), metavar="DAY", help="the day of the toggle (default: today)"
    )
    add_ways(parser)


def run(options: Namespace) -> int:
    """Run the codemod mfe-redirect, as `codemods run mfe-redirect` does; return its exit code."""
    settings = {
        "view": options.view,
        "setting": options.setting,
        "stage": options.stage,
        "path": options.path,
        "toggle": options.toggle,
        "staff": "go" if options.staff_go else "stay",
        "split": "yes" if options.split else "no",
        "created": options.created,
    }
    words = ["mfe-redirect", *(options.words or ["."])]
    question = asked(Namespace(words=words, set=list(settings.items()), jobs=1))
    finish_earlier(question)
    return run_plan(question, options)
