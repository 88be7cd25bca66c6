"""Give a page's micro-frontend an API for what the page shows: `context-api VIEW [PATH...]`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from codemods.cli.asking import add_ways, asked
from codemods.cli.planning import finish_earlier, run_plan


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("view", metavar="VIEW", help="package.module.name, or path/of/the/file.py:name")
    parser.add_argument("words", nargs="*", metavar="PATH", help="files and folders to look at (default: this folder)")
    add_ways(parser)


def run(options: Namespace) -> int:
    """Run the codemod context-api, as `codemods run context-api` does; return its exit code."""
    words = ["context-api", *(options.words or ["."])]
    question = asked(Namespace(words=words, set=[("view", options.view)], jobs=1))
    finish_earlier(question)
    return run_plan(question, options)
