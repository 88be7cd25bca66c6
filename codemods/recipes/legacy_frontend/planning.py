"""Plans of removal: files that go, entries of URL confs and views cut out, the rest left with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from codemods.edits import apply
from codemods.model import Edit
from codemods.plans.model import Noted, Plan
from codemods.recipes.legacy_frontend.dead import Verdict
from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.graph.model import Kind, Node
from codemods.recipes.legacy_frontend.removal import Removal
from codemods.sources.decoding import decode_python

Span = tuple[str, int, int, str]
"""A path, the first and the last line, and what stands there."""


def plan_of_dead(frontend: Frontend, verdict: Verdict) -> Plan:
    """Return the plan that deletes what is dead; what is apart is noted, each with the place that could reach it."""
    files = tuple(node.name for node in verdict.dead if node.is_file)
    left = [
        Noted(
            each.node.path,
            0,
            f"only what is known at run time could reach it: {each.sites[0].path}:{each.sites[0].line}",
        )
        for each in verdict.apart
        if each.sites and each.node.is_file
    ]
    left += [
        Noted(node.path, frontend.views.line(node), f"nothing reaches the {node.kind} {node.name.rpartition('::')[2]}")
        for node in verdict.dead
        if not node.is_file and node.path
    ]
    return Plan(deletions=files, left=tuple(sorted(left)))


def plan_of_removal(frontend: Frontend, removal: Removal) -> Plan:
    """Return the plan that takes a page out: its files, its entries and views; askers and tests are noted."""
    spans: list[Span] = [(entry.path, entry.line, entry.end, f"the URL {entry.pattern}") for entry in removal.entries]
    for node in removal.goes:
        found = frontend.views.definition(node)
        if found is not None:
            spans.append((node.path, found.line, found.end, f"the view {found.name}"))
    edits: dict[str, tuple[Edit, ...]] = {}
    left = [
        Noted(each.path, each.line, f"it asks for {each.what}, which goes")
        for each in (*removal.askers, *removal.tests)
    ]
    for path in sorted({span[0] for span in spans}):
        made, kept = _cut(frontend.listing.root / path, [span for span in spans if span[0] == path])
        left += kept
        if made:
            edits[path] = made
    files = tuple(_files(removal.goes))
    return Plan(edits=edits, deletions=files, left=tuple(sorted(set(left))))


def _files(nodes: Iterable[Node]) -> Iterable[str]:
    return sorted(node.name for node in nodes if node.kind in (Kind.TEMPLATE, Kind.SCRIPT, Kind.STYLE))


def _cut(file: Path, spans: list[Span]) -> tuple[tuple[Edit, ...], list[Noted]]:
    """Return the edits that cut whole lines out of a source, as long as Python can still read it."""
    text = decode_python(file.read_bytes()).text
    starts = [0, *(found.end() for found in re.finditer(r"\n", text)), len(text)]
    made: list[Edit] = []
    kept: list[Noted] = []
    for path, first, last, what in sorted(spans):
        start, end = starts[first - 1], starts[min(last, len(starts) - 1)]
        while what.startswith("the view") and text[end:].startswith(("\n", "\r\n")):
            end = text.index("\n", end) + 1
        edit = Edit(start, end, "")
        whole = text[start:end].strip()
        is_entry = re.fullmatch(r"(?:url|path|re_path)\(.*\),?", whole, re.DOTALL) is not None
        if (is_entry or what.startswith("the view")) and _reads(apply(text, [*made, edit])):
            made.append(edit)
        else:
            kept.append(Noted(path, first, f"{what} goes, and does not stand on lines of its own"))
    return tuple(sorted(made)), kept


def _reads(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
