"""From the runs of one step to the step: comparing them, and making sure of each miss."""

from __future__ import annotations

from collections.abc import Callable, Set

from impact.audit.comparing import compare
from impact.audit.model import SESSION, Observation, Step


def judge(
    name: str,
    title: str,
    kind: str,
    before: Observation,
    runs: tuple[Observation, Observation],
    restless: Set[str],
    repeat: Callable[[], tuple[Observation, Observation]],
) -> Step:
    """Return the step: `runs` are that of the selection and the full one, `before` the full one before the edit.

    Where something seems missed, `repeat` gives one more full run before and after the edit: a test is only called
    missed if both end as they did the first time. The others are told as restless.
    """
    selected, full = runs
    comparison = compare(before, full, selected, restless)
    found: frozenset[str] = frozenset()
    if comparison.missed:
        again_before, again_after = repeat()
        found = frozenset(
            each.nodeid
            for each in comparison.missed
            if each.nodeid != SESSION and not _is_steady(each.nodeid, (before, again_before), (full, again_after))
        )
        comparison = compare(before, full, selected, restless | found)
    return Step(
        name=name,
        title=title,
        kind=kind,
        tests=len(full.selected or before.selected),
        selected=len(selected.selected),
        full_seconds=full.seconds,
        selected_seconds=selected.seconds,
        changed=len(comparison.changed),
        missed=comparison.missed,
        unlike=comparison.unlike,
        restless=tuple(sorted(found)),
        cut=full.cut,
    )


def _is_steady(nodeid: str, *pairs: tuple[Observation, Observation]) -> bool:
    return all(first.outcomes.get(nodeid) == second.outcomes.get(nodeid) for first, second in pairs)
