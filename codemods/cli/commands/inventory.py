"""Count the sites that a codemod would change or leaves to a person, by folder or owner, now and over time."""

from __future__ import annotations

import csv
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codemods.cli.asking import Asked, add_asking, asked, examined_in, number
from codemods.cli.listing import is_listed, tell_listing
from codemods.cli.planning import tree_of
from codemods.errors import CodemodError, HistoryUnreadable
from codemods.inventory.drawing import draw
from codemods.inventory.history import Point, burndown, last_commits, month_ends
from codemods.inventory.owners import read_owners
from codemods.inventory.sites import BY_HAND, CHANGE, Site, count_by, owned, sites_of, sites_of_plan
from codemods.running.progress import follow
from codemods.sources.kinds import kind_of
from codemods.sources.opening import decode


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_asking(parser)
    parser.add_argument("--by", choices=("folder", "owner"), default="folder", help="how to group (default: folder)")
    parser.add_argument("--depth", type=number, default=2, metavar="N", help="folders of a path to tell (default: 2)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print every site as JSON")
    form.add_argument("--csv", action="store_true", help="print every site as CSV")
    form.add_argument("--contract", action="store_true", help="of a recipe: print its import contract as TOML")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--commits", type=number, metavar="N", help="burndown over the last N commits")
    when.add_argument("--months", type=number, metavar="N", help="burndown over the last N months")
    parser.add_argument(
        "--strict", action="store_true", help="of a recipe's inventory: end with 1 if it tells of anything wrong"
    )
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the burndown")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="of legacy-frontend: write a page to explore in a browser"
    )
    parser.add_argument("--since", metavar="REV", help="of legacy-frontend: name what has gone since a revision, too")


def run(options: Namespace) -> int:
    """Count and print; return 0, or 1 if --strict found something wrong."""
    if is_listed(options.words):
        return tell_listing(options)
    if options.html or options.since:
        raise CodemodError("--html and --since are for legacy-frontend: the inventory of a codemod has neither.")
    question = asked(options)
    if options.commits or options.months:
        _tell_history(question, options)
    elif options.svg:
        raise CodemodError("--svg draws a burndown: say --commits N or --months N, too.")
    else:
        _tell_sites(_sites(question), options)
    return 0


def _sites(question: Asked) -> list[Site]:
    found: list[Site] = []
    planning = [bound for bound in question.bounds if bound.codemod.plan is not None]
    for bound in planning:
        tree = tree_of(question)
        assert bound.codemod.plan is not None
        found += sites_of_plan(bound.codemod.plan(tree, bound.options), tree, bound.codemod.name)
    if len(planning) == len(question.bounds):
        return owned(found, read_owners(question.root.path))
    for examined in examined_in(question):
        if examined.content and examined.form:
            raw = (question.root.path / examined.path).read_bytes()
            found += sites_of(examined, decode(kind_of(examined.path, raw) or "", raw).text)
    return owned(found, read_owners(question.root.path))


def _tell_sites(sites: Sequence[Site], options: Namespace) -> None:
    if options.json:
        sys.stdout.write(json.dumps([asdict(site) for site in sites], indent=2) + "\n")
        return
    if options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["path", "line", "codemod", "kind", "owner"])
        writer.writerows((site.path, site.line, site.codemod, site.kind, site.owner) for site in sites)
        return
    rows = [(key, counts[CHANGE], counts[BY_HAND]) for key, counts in count_by(sites, options.by, options.depth)]
    rows.append(("all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    _print((options.by, CHANGE, BY_HAND), rows)


def _tell_history(question: Asked, options: Namespace) -> None:
    root = question.root
    if not root.has_git:
        raise HistoryUnreadable(f"{root.path} is no git checkout, so it has no history to count in.")
    commits = last_commits(root.path, options.commits) if options.commits else month_ends(root.path, options.months)
    folders = [place.resolve().relative_to(root.path).as_posix() for place in question.places]
    told = burndown(root.path, folders, commits, question.bounds)
    points = list(follow(told, len(commits), "commits"))
    if options.svg:
        names = ", ".join(bound.codemod.name for bound in question.bounds)
        options.svg.write_text(draw(points, f"{names}: sites left"), encoding="utf-8")
    if options.json:
        sys.stdout.write(json.dumps([_plain(point) for point in points], indent=2) + "\n")
    elif options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["commit", "day", CHANGE, BY_HAND])
        writer.writerows((each.commit, each.day, each.counts[CHANGE], each.counts[BY_HAND]) for each in points)
    else:
        rows = [(f"{each.day} {each.commit[:10]}", each.counts[CHANGE], each.counts[BY_HAND]) for each in points]
        _print(("commit", CHANGE, BY_HAND), rows)


def _plain(point: Point) -> dict[str, object]:
    counts = {kind: point.counts[kind] for kind in (CHANGE, BY_HAND)}
    return {"commit": point.commit, "day": point.day.isoformat(), **counts}


def _print(head: tuple[str, ...], rows: Sequence[tuple[str, int, int]]) -> None:
    width = max(map(len, [head[0], *(row[0] for row in rows)]))
    sys.stdout.write(f"{head[0]:{width}}  {head[1]:>10}  {head[2]:>10}\n")
    sys.stdout.writelines(f"{key:{width}}  {first:>10,}  {second:>10,}\n" for key, first, second in rows)
