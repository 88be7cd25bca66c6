"""Telling the inventory of a recipe: a table of its things and of their states, JSON or CSV, and what is wrong."""

from __future__ import annotations

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from codemods.codemod import Codemod, Options
from codemods.errors import CodemodError, UnknownOption
from codemods.inventory.listing import Lister, Listing, count_states, known_listers, lister
from codemods.inventory.owners import read_owners
from codemods.needles import Needles
from codemods.plans.tree import Tree
from codemods.running.files import Root, find_files

FAULTY = 1
"""The exit code of --strict when something is wrong."""


def is_listed(words: Sequence[str]) -> bool:
    """Whether the words of a command line begin with a recipe that has an inventory of its own."""
    return bool(words) and words[0] in known_listers()


def tell_listing(options: Namespace) -> int:
    """Make the inventory and print it; return 0, or 1 if something is wrong and that was asked for."""
    name, *paths = options.words
    found = lister(name)
    if found.tell is not None:
        return found.tell(options)
    if options.html or options.since:
        raise CodemodError(f"The inventory of {name} has no --html and no --since.")
    if options.commits or options.months or options.svg:
        raise CodemodError(
            f"The inventory of {name} tells of the files as they are; a burndown is of codemods: name these instead."
        )
    places = tuple(Path(path) for path in paths) or (Path.cwd(),)
    root = Root.around(places)
    tree = Tree(root.path, tuple(each for each in find_files(root, places) if isinstance(each, str)))
    settled = _settled(found, dict(options.set))
    if options.contract:
        sys.stdout.write(_contract(found, tree, settled))
        return 0
    assert found.look is not None
    listing = found.look(tree, settled).owned(read_owners(root.path))
    if options.json:
        sys.stdout.write(json.dumps(asdict(listing), indent=2) + "\n")
    elif options.csv:
        _write_csv(listing)
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(listing, options.by))
    return FAULTY if options.strict and listing.faults else 0


def _settled(found: Lister, given: dict[str, str]) -> dict[str, str]:
    taken = {option.name for option in found.options}
    for name in given:
        if name not in taken:
            raise UnknownOption(name, taken)
    asker = Codemod(found.name, "", "", "", found.options, lambda _: Needles())
    return asker.settle(given)


def _contract(found: Lister, tree: Tree, options: Options) -> str:
    if found.contract is None:
        raise CodemodError(f"The recipe {found.name} has no contract.")
    return found.contract(tree, options)


def _respects(listing: Listing) -> list[str]:
    return list(dict.fromkeys(respect for thing in listing.things for respect in thing.states))


def _write_csv(listing: Listing) -> None:
    respects = _respects(listing)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["path", "line", "name", *respects, "owner"])
    for each in listing.things:
        writer.writerow([each.path, each.line, each.name, *(each.states.get(one, "") for one in respects), each.owner])


def _lines(listing: Listing, by: str) -> Iterator[str]:
    respects = _respects(listing)
    for thing in listing.things:
        yield f"{thing.path}:{thing.line}: {thing.name}{f' ({thing.owner})' if by == 'owner' and thing.owner else ''}"
        yield from (f"    {respect}: {thing.states[respect]}" for respect in respects if respect in thing.states)
    for respect, counts in count_states(listing.things).items():
        told = ", ".join(
            f"{state} {count:,}" for state, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        )
        yield f"{respect}: {told}"
    yield from (f"{each.path}:{each.line}: wrong: {each.reason}" for each in listing.faults)
    yield f"all: {len(listing.things):,}, wrong: {len(listing.faults):,}"
