"""`codemods inventory legacy-frontend`: pages with their state as table, JSON, CSV, burndown, or a page to explore."""

from __future__ import annotations

import csv
import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codemods.errors import CodemodError, HistoryUnreadable
from codemods.inventory.drawing import draw
from codemods.inventory.history import Point, last_commits, month_ends
from codemods.inventory.owners import read_owners
from codemods.inventory.sites import folder_of
from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.opening import open_frontend
from codemods.recipes.legacy_frontend.pages import Page, State, find_pages, removed
from codemods.recipes.legacy_frontend.past import burndown, pages_at
from codemods.running.files import Root
from codemods.running.progress import follow

_HEAD = (
    "state",
    "page",
    "urls",
    "templates",
    "files",
    "lines",
    "technologies",
    "owner",
    "toggles",
    "strings",
    "evidence",
)


def tell(options: Namespace) -> int:
    """Count and print; return 0."""
    words = options.words[1:]
    if options.set:
        raise CodemodError("legacy-frontend has nothing to --set.")
    if options.strict or options.contract:
        raise CodemodError("legacy-frontend has no --strict and no --contract.")
    if options.commits or options.months:
        _tell_history(words, options)
        return 0
    if options.svg:
        raise CodemodError("--svg draws a burndown: say --commits N or --months N, too.")
    root, frontend = open_frontend(words)
    pages = find_pages(frontend, read_owners(root.path))
    if options.since:
        pages += removed(pages_at(_with_git(root), options.since), pages, options.since)
    if options.html:
        from codemods.recipes.legacy_frontend.explorer import page_of

        options.html.write_text(page_of(frontend, pages), encoding="utf-8")
    if options.json:
        sys.stdout.write(json.dumps([asdict(page) for page in pages], indent=2) + "\n")
    elif options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_HEAD)
        writer.writerows(_row(page) for page in pages)
    else:
        _print(frontend, pages, options)
    return 0


def _with_git(root: Root) -> Path:
    if not root.has_git:
        raise HistoryUnreadable(f"{root.path} is no git checkout, so it has no history to look into.")
    return root.path


def _row(page: Page) -> tuple[object, ...]:
    several = (" ".join(each) for each in (page.urls, page.templates))
    return (
        page.state.value,
        page.name,
        *several,
        len(page.files),
        page.lines,
        " ".join(page.technologies),
        page.owner,
        " ".join(page.toggles),
        page.strings,
        page.evidence,
    )


def _print(frontend: Frontend, pages: Sequence[Page], options: Namespace) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = None if sys.stdout.isatty() else 200
    console = Console(file=sys.stdout, width=width, highlight=False)
    table = Table(box=None, pad_edge=False)
    for name in ("state", "page", "files", "lines", "technologies", "toggles", "strings", "owner"):
        table.add_column(name, justify="right" if name in ("files", "lines", "strings") else "left", overflow="fold")
    for page in pages:
        numbers = (
            f"{len(page.files):,}",
            f"{page.lines:,}",
            " ".join(page.technologies),
            str(len(page.toggles)),
            f"{page.strings:,}",
        )
        table.add_row(*map(Text, (page.state.value, page.name, *numbers, page.owner)))
    console.print(table)
    by = Counter(
        (page.owner or "nobody") if options.by == "owner" else folder_of(page.path, options.depth) for page in pages
    )
    states = Counter(page.state.value for page in pages)
    sys.stdout.write(f"pages: {len(pages):,} (" + ", ".join(f"{state} {states[state]:,}" for state in State) + ")\n")
    sys.stdout.writelines(f"  {key}: {number:,}\n" for key, number in by.most_common())
    calls = Counter(call.certainty.value for call in frontend.graph.renders)
    told = ", ".join(f"{name} {calls[name]:,}" for name in ("exact", "pattern", "dynamic"))
    sys.stdout.write(f"render calls: {calls.total():,} ({told})\n")
    sys.stdout.write(
        f"broken references: {len(frontend.graph.broken):,}; opaque pieces: {len(frontend.graph.opaque):,}\n"
    )


def _tell_history(words: Sequence[str], options: Namespace) -> None:
    places = [Path(word) for word in words] or [Path.cwd()]
    root = _with_git(Root.around(places))
    commits = last_commits(root, options.commits) if options.commits else month_ends(root, options.months)
    points = list(follow(burndown(root, commits), len(commits), "commits"))
    states = [state.value for state in State if state is not State.REMOVED]
    if options.svg:
        options.svg.write_text(
            draw([_left(point) for point in points], "legacy-frontend: pages left"), encoding="utf-8"
        )
    if options.json:
        told = [
            {"commit": each.commit, "day": each.day.isoformat()} | {s: each.counts[s] for s in states}
            for each in points
        ]
        sys.stdout.write(json.dumps(told, indent=2) + "\n")
        return
    if options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["commit", "day", *states])
        writer.writerows((each.commit, each.day, *(each.counts[state] for state in states)) for each in points)
        return
    sys.stdout.write(f"{'commit':21}" + "".join(f"{state:>10}" for state in states) + "\n")
    sys.stdout.writelines(
        f"{each.day} {each.commit[:10]}" + "".join(f"{each.counts[state]:>10,}" for state in states) + "\n"
        for each in points
    )


def _left(point: Point) -> Point:
    """Return a point without what is done: bare redirects."""
    counts = Counter({name: number for name, number in point.counts.items() if name != State.REDIRECT.value})
    return Point(point.commit, point.day, counts)
