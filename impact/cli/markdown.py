"""The summary of a selection in Markdown, for a reviewer: what changed, what runs and why, what it saves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from impact.deciding.selecting import Selection
from impact.selection.explaining import describe

SHOWN = 50
"""Rows of a table, at most: a page of a build server holds about a megabyte."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")


def summary_of(selection: Selection) -> str:
    """Return the summary. Every name from the map is escaped."""
    return "\n".join([*_head(selection), *_changes(selection), *_tests(selection), *_files(selection)]) + "\n"


def _head(selection: Selection) -> Iterator[str]:
    yield "## Impacted tests"
    yield ""
    if selection.fault is not None:
        yield f"Everything runs: {escape(selection.fault)}"
        return
    known = len(selection.tests) + selection.resting
    seconds = sum(selection.tests.values())
    yield (
        f"**{len(selection.tests):,} of {known:,}** known tests run (recorded: {seconds:.1f} s); "
        f"{selection.resting:,} rest (recorded: {selection.saved:.1f} s)."
    )


def _changes(selection: Selection) -> Iterator[str]:
    if selection.changes:
        yield ""
        yield "### What changed"
        yield ""
        yield from (f"- {escape(describe(change))}" for change in selection.changes[:SHOWN])
        yield from _more(len(selection.changes))


def _tests(selection: Selection) -> Iterator[str]:
    if not selection.tests:
        return
    yield ""
    yield "### Why they run"
    yield ""
    yield "| tests | reason |"
    yield "|---:|---|"
    counted = Counter(selection.reasons.get(nodeid, "") for nodeid in selection.tests).most_common()
    yield from (f"| {number:,} | {escape(reason)} |" for reason, number in counted[:SHOWN])
    yield from _more(len(counted))
    yield ""
    yield "<details><summary>The tests</summary>"
    yield ""
    yield from (f"- {escape(nodeid)}" for nodeid in sorted(selection.tests)[: 10 * SHOWN])
    yield from _more(len(selection.tests), 10 * SHOWN)
    yield ""
    yield "</details>"


def _files(selection: Selection) -> Iterator[str]:
    if selection.uncertain and selection.fault is None:
        yield ""
        yield "### Files that only a collection can tell of"
        yield ""
        yield from (f"- {escape(file)}" for file in sorted(selection.uncertain)[:SHOWN])
        yield from _more(len(selection.uncertain))


def _more(number: int, shown: int = SHOWN) -> Iterator[str]:
    if number > shown:
        yield ""
        yield f"... and {number - shown:,} more."


def escape(text: str) -> str:
    """Return a text that Markdown and HTML take for nothing but text."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
