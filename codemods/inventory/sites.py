"""The sites of a codemod: each line that it would change, or that it leaves to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from codemods.inventory.owners import Owners
from codemods.model import Changed, Unchanged
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.running.examining import Examined
from codemods.sources.kinds import kind_of
from codemods.sources.opening import decode
from codemods.sources.places import Places

CHANGE, BY_HAND = "by codemod", "by hand"


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """One line of one file that is still as it was before the migration, and who owns the file."""

    path: str
    line: int
    codemod: str
    kind: str
    owner: str = ""


def sites_of(examined: Examined, text: str) -> Iterator[Site]:
    """Yield the sites in one file, each line once for each codemod; `text` is the file's."""
    places = Places(text)
    for name, outcome in examined.outcomes:
        lines: dict[int, str] = {}
        if isinstance(outcome, Changed | Unchanged):
            lines.update({left.line: BY_HAND for left in outcome.left})
        if isinstance(outcome, Changed):
            lines.update({places.line(edit.start): CHANGE for edit in outcome.edits})
        yield from (Site(examined.path, line, name, kind) for line, kind in sorted(lines.items()))


def sites_of_plan(plan: Plan, tree: Tree, codemod: str) -> Iterator[Site]:
    """Yield the sites of a codemod that plans: lines that it edits, files that go, and what it leaves alone."""
    lines: dict[tuple[str, int], str] = {(each.path, each.line): BY_HAND for each in plan.left}
    lines.update({(path, 1): CHANGE for path in plan.deletions})
    for path, edits in plan.edits.items():
        raw = tree.read(path)
        places = Places(decode(kind_of(path, raw) or "", raw).text)
        lines.update({(path, places.line(edit.start)): CHANGE for edit in edits})
    yield from (Site(path, line, codemod, kind) for (path, line), kind in sorted(lines.items()))


def owned(sites: Iterable[Site], owners: Owners) -> list[Site]:
    """Return the sites, each with the owner of its file."""
    return [Site(site.path, site.line, site.codemod, site.kind, owners.of(site.path)) for site in sites]


def folder_of(path: str, depth: int) -> str:
    """Return the first folders of a path, at most so many."""
    parts = PurePosixPath(path).parts[:-1]
    return "/".join(parts[:depth]) or "."


def count_by(sites: Iterable[Site], by: str, depth: int) -> list[tuple[str, Counter[str]]]:
    """Return how many sites of each kind there are, by "folder" or "owner", the most first."""
    counts: dict[str, Counter[str]] = {}
    for site in sites:
        key = (site.owner or "nobody") if by == "owner" else folder_of(site.path, depth)
        counts.setdefault(key, Counter())[site.kind] += 1
    return sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
