"""Comparing runs: what changed between two full runs, and which of it the selection did not reach."""

from __future__ import annotations

from collections.abc import Iterator, Set

from impact.audit.model import SESSION, Change, Comparison, Observation


def compare(
    before: Observation, after: Observation, selected: Observation, restless: Set[str] = frozenset()
) -> Comparison:
    """Hold a full run against the one before the edit, and against the run of the selection.

    A test is missed if it ended otherwise than before and was not selected. One that is gone counts as noticed if
    its file was collected; tests of a file whose collection failed are told as that file. Of a run that was cut,
    only what it came to is judged. `restless` are left out.
    """
    changed = tuple(sorted(each for each in _changes(before, after) if not _is_restless(each, restless)))
    if _reached_everything(selected):
        return Comparison(changed)
    missed = tuple(each for each in changed if not _is_reached(each, selected))
    unlike = tuple(
        each
        for each in changed
        if each not in missed and selected.outcomes.get(each.nodeid, each.after) != each.after and not selected.cut
    )
    return Comparison(changed, missed, unlike)


def restless_between(first: Observation, second: Observation) -> frozenset[str]:
    """Return what ended in two ways although nothing was edited.

    Where parameters differ from run to run (the present time is one), the name without them is among it: then no
    test of that name counts as new or gone.
    """
    everything = first.reached | second.reached
    different = {each for each in everything if first.outcomes.get(each) != second.outcomes.get(each)}
    return frozenset(different | {_family(each) for each in first.reached ^ second.reached})


def _is_restless(change: Change, restless: Set[str]) -> bool:
    comes_or_goes = change.before == "absent" or change.after == "gone"
    return change.nodeid in restless or (comes_or_goes and _family(change.nodeid) in restless)


def _family(nodeid: str) -> str:
    """Return the node id without parameters."""
    return nodeid.partition("[")[0]


def _changes(before: Observation, after: Observation) -> Iterator[Change]:
    if after.broken:
        yield Change(SESSION, "ran", "broken")
        return
    if after.cut and not after.outcomes:
        yield Change(SESSION, "ran", "hung")
        return
    for nodeid, now in after.outcomes.items():
        then = before.outcomes.get(nodeid, "absent")
        if then != now:
            yield Change(nodeid, then, now)
    if after.cut:
        return
    for nodeid, then in before.outcomes.items():
        if nodeid not in after.outcomes and not _is_told_by_collector(nodeid, after):
            yield Change(nodeid, then, "gone")


def _is_told_by_collector(nodeid: str, after: Observation) -> bool:
    """Whether a file or class that holds the test could not be collected, or the file is not there any more."""
    parts = nodeid.split("::")
    holders = ("::".join(parts[:length]) for length in range(1, len(parts)))
    return any(holder in after.outcomes for holder in holders) or parts[0] not in after.collected


def _is_reached(change: Change, selected: Observation) -> bool:
    if change.nodeid in selected.reached:
        return True
    is_test = "::" in change.nodeid and change.after not in ("gone", "absent")
    collector_failed = change.nodeid.partition("::")[0] in selected.outcomes
    return collector_failed or (not is_test and change.nodeid.partition("::")[0] in selected.collected)


def _reached_everything(selected: Observation) -> bool:
    """Whether the run of the selection broke before it could leave anything out."""
    return selected.broken or (selected.cut and not selected.selected)
