"""What the subcommands that run codemods have in common: reading names, places and options of a command line."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codemods.codemod import Bound
from codemods.errors import CodemodError, PlaceAbsent, UnknownOption
from codemods.registry import BOWLER, find, known, load
from codemods.running.examining import Examined
from codemods.running.files import Root, find_files
from codemods.running.pool import examine_all, usable_processors
from codemods.running.progress import follow
from codemods.settings import read_settings

WOULD_CHANGE = 1
"""The exit code of --check when something would change."""
FAILED = 3
"""The exit code when a codemod broke on a file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which codemods to run, where, and in how many processes."""

    bounds: tuple[Bound, ...]
    root: Root
    places: tuple[Path, ...]
    jobs: int


def add_asking(parser: ArgumentParser) -> None:
    """Tell argparse the arguments that all of these subcommands take."""
    parser.add_argument("words", nargs="*", metavar="NAME... PATH...", help="codemods, then files and folders")
    parser.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="KEY=VALUE", help="an option of a codemod"
    )
    parser.add_argument("--jobs", type=number, default=0, metavar="N", help="processes (default: one a processor)")


def add_ways(parser: ArgumentParser) -> None:
    """Tell argparse what can be done with the changes."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="print what would change (the default)")
    how.add_argument("--write", action="store_true", help="change the files")
    how.add_argument("--check", action="store_true", help="print which files would change, and end with 1 if any")
    parser.add_argument("--allow-dirty", action="store_true", help="apply a plan though other files are uncommitted")
    parser.add_argument(
        "--prove",
        action="store_true",
        help="try the edits in a copy, and leave out those that change a test or contract",
    )
    parser.add_argument("-n", dest="workers", metavar="N", help="for --prove: workers of xdist, or auto")
    parser.add_argument(
        "--pytest-args", default="", metavar="ARGS", help="for --prove: what every run is given besides"
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def asked(options: Namespace, scripts: Sequence[Path] = ()) -> Asked:
    """Return what a command line asks for; `scripts` are Bowler's, to be run first.

    :raises CodemodError: if it can't be understood.
    """
    folders = read_settings(Path.cwd()).folders
    names, paths = _split(options.words, known(folders))
    for script in scripts:
        if not script.is_file():
            raise PlaceAbsent(script)
    if not names and not scripts:
        raise CodemodError("Say which codemod to run: codemods run NAME... PATH...; `codemods list` names them.")
    found = [*(load(script.stem, f"{BOWLER}{script.resolve()}") for script in scripts), *find(names, folders)]
    given = dict(options.set)
    taken = {option.name for codemod in found for option in codemod.options}
    for name in given:
        if name not in taken:
            raise UnknownOption(name, taken)
    places = tuple(Path(path) for path in paths) or (Path.cwd(),)
    root = Root.around(places)
    bounds = tuple(Bound.to(codemod, given) for codemod in found)
    return Asked(bounds, root, places, options.jobs or usable_processors())


def _split(words: Sequence[str], origins: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Part the codemods from the paths: the first word that is a path and names no codemod begins the paths."""
    for index, word in enumerate(words):
        is_codemod = word in origins or word.replace("_", "-") in origins or (index == 0 and word.endswith(".py"))
        if not is_codemod and (Path(word).exists() or "/" in word):
            return list(words[:index]), list(words[index:])
    return list(words), []


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ArgumentTypeError(f"{text!r} is not of the form KEY=VALUE")
    return name, value


def number(text: str) -> int:
    """Read a number of one or more, for argparse."""
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number of one or more")
    return int(text)


def examined_in(question: Asked) -> Iterator[Examined]:
    """Yield what is found in each file, with a bar where it takes long."""
    files = list(find_files(question.root, question.places))
    found = examine_all(question.root.path, files, question.bounds, question.jobs)
    yield from follow(found, len(files), "files")
