"""What costs the most precision: dependencies because of which an edit runs tests that need not run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from impact.map.reader import MapReader
from impact.map.sources import KeptSources
from impact.model import Kind
from impact.report.model import PrecisionCost, ReportedDependency
from impact.source.analysis import Analysis

SHOWN = 200
_LOOKED_AT = 300
"""So many sources are looked into: those on which the most tests rest that execute nothing in them."""

_EFFECTS = "of its module level may do anything; these tests rest on it and enter nothing in it"
_BROAD = {
    Kind.TREE: "what it started could not be recorded: its tests run after every edit",
    Kind.ORIGIN: "not recorded here: until they run once, these tests rest on more than they use",
    Kind.DIRECTORY: "any name that comes or goes in this folder runs them",
    Kind.FILE: "read as a whole: any edit of it runs them",
}


def find_costs(
    reader: MapReader,
    dependencies: Sequence[ReportedDependency],
    whole: Sequence[frozenset[int]],
    users: Sequence[Sequence[int]],
) -> tuple[PrecisionCost, ...]:
    """Return the greatest costs, the greatest first.

    `whole` gives for each claim set the dependencies all of whose content it holds, `users` the tests that rest on it.
    """
    tests: dict[int, set[int]] = {}
    for held, who in zip(whole, users, strict=True):
        for each in held:
            tests.setdefault(each, set()).update(who)
    found = [
        PrecisionCost(dependencies[number].place, len(who), _reason(dependencies[number]))
        for number, who in tests.items()
        if who and _reason(dependencies[number])
    ]
    found += [
        PrecisionCost(each.place, each.reached, _BROAD[Kind.ORIGIN])
        for each in dependencies
        if each.kind == Kind.ORIGIN and each.reached
    ]
    found += _of_levels(reader, dependencies)
    return tuple(sorted(found, key=lambda cost: (-cost.tests, cost.place, cost.reason))[:SHOWN])


def _reason(dependency: ReportedDependency) -> str:
    if dependency.kind == Kind.SOURCE:
        return "all of the file counts, comments too: code ran that its source does not show, or before the recording"
    return _BROAD.get(Kind(dependency.kind), "")


def _of_levels(reader: MapReader, dependencies: Sequence[ReportedDependency]) -> Iterator[PrecisionCost]:
    """Yield the sources whose module level has effects, for the tests that rest on it and execute nothing in it."""
    idle = sorted(
        (each for each in dependencies if each.kind == Kind.SOURCE and each.reached > each.executed),
        key=lambda each: each.executed - each.reached,
    )[:_LOOKED_AT]
    contents = {each.place: each.sighting.content for each in reader.known() if each.kind == Kind.SOURCE}
    analyses = KeptSources(reader).analyses(contents[each.place] for each in idle)
    for each in idle:
        effects = _effects(analyses.get(contents[each.place]))
        if effects:
            noun = "statement" if effects == 1 else "statements"
            yield PrecisionCost(each.place, each.reached - each.executed, f"{effects} {noun} {_EFFECTS}")


def _effects(text: str | None) -> int:
    if text is None:
        return 0
    try:
        analysis = Analysis.from_text(text)
    except (ValueError, json.JSONDecodeError):
        return 0
    return sum(not each.pure for each in analysis.statements)
