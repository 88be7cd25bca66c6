"""The options by which the commands that select find their map, and the lines that tell of what was decided."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.cli.place import add_map_option, find_map, root_of
from impact.deciding.selecting import Question, Selection
from impact.errors import NameUnknown


def add_selection_options(parser: ArgumentParser) -> None:
    """Tell argparse what every command takes that selects."""
    parser.add_argument(
        "words", nargs="*", metavar="PATH", help="files and folders to select from (default: testpaths)"
    )
    parser.add_argument("--since", metavar="REV", help="also what differs from a revision: the whole of a branch")
    add_situation_options(parser)


def add_situation_options(parser: ArgumentParser) -> None:
    """Tell argparse how to find the map, and the environment in it."""
    parser.add_argument("--environment", metavar="WHICH", help="beginning of a digest, or NAME=VALUE, of `impact map`")
    parser.add_argument("-c", "--config-file", type=Path, metavar="FILE", help="pytest's configuration, if not its own")
    parser.add_argument("--root", type=Path, metavar="DIR", help="pytest's rootdir (default: where .impact is)")
    add_map_option(parser)


def question_of(options: Namespace, explain: str | None = None) -> Question:
    """Return the question that the options ask."""
    here = Path.cwd()
    if options.root is not None:
        here = options.root.absolute()
        if not here.is_dir():
            raise NameUnknown("folder", str(options.root), ())
    path = find_map(options.map, here)
    root = here if options.root is not None else root_of(path, here)
    return Question(
        map_path=path,
        root=root,
        starts=tuple(_place(word, root) for word in getattr(options, "words", ())),
        environment=options.environment,
        since=getattr(options, "since", None),
        configuration=options.config_file,
        explain=explain,
    )


def _place(word: str, root: Path) -> str:
    path = Path.cwd() / word
    if not path.exists():
        raise NameUnknown("path", word, ())
    return os.path.relpath(path, root).replace(os.sep, "/")


def tell_doubts(selection: Selection) -> None:
    """Say on the error stream why everything is selected, which environment was taken, and what is left open."""
    if selection.fault is not None:
        _say(f"{selection.fault} Everything is selected.")
    elif selection.situation is not None and selection.situation.others:
        _say(
            f"the environment used last is taken; the map also has {'; '.join(selection.situation.others)}: "
            "--environment chooses."
        )
    if selection.uncertain and selection.fault is None:
        _say(f"{len(selection.uncertain):,} files are named whole: only their collection tells which tests they hold.")


def _say(line: str) -> None:
    sys.stderr.write(f"impact: {line}\n")
