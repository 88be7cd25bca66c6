"""Writing the baseline: from nothing, pruned, or with what is new."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from impact.contracts.baseline import Baseline, Frozen, write_baseline
from impact.contracts.cases import prepare
from impact.contracts.checking import Project
from impact.contracts.configuration import RawContract
from impact.contracts.custom import custom_types
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.ratchet import compare, freeze


@dataclass(frozen=True, slots=True)
class Frost:
    """What became of one contract: the baseline it has now, what is new and not in it, or why it can't be frozen."""

    id: str
    frozen: Frozen
    new: int = 0
    pruned: int = 0
    fault: str = ""


def freeze_project(project: Project, wanted: Collection[str], update_only: bool, accept_new: bool) -> list[Frost]:
    """Write the baseline of some contracts, or of all, and return what became of each.

    A contract that has a baseline already is pruned, unless new violations are to be accepted; one that has none is
    frozen, unless only an update is wanted.
    """
    before = project.baseline
    frosts = [
        _frost(project, raw, before.get(raw.id, Frozen()), update_only, accept_new) for raw in project.chosen(wanted)
    ]
    known = {raw.id for raw in project.configuration.contracts}
    after = {identity: frozen for identity, frozen in before.items() if identity in known or wanted}
    after.update({frost.id: frost.frozen for frost in frosts})
    if any(after.values()) or before:
        write_baseline(project.baseline_path, after)
    return frosts


def _frost(project: Project, raw: RawContract, before: Frozen, update_only: bool, accept_new: bool) -> Frost:
    if raw.type in custom_types(project.configuration):
        return Frost(raw.id, before, fault="its type is custom: only built-in types can be frozen.")
    try:
        if raw.fault:
            raise ContractMisconfigured(raw.fault)
        case = prepare(raw, project.configuration, project.graph_of, project.today)
    except ContractMisconfigured as fault:
        return Frost(raw.id, before, fault=str(fault))
    if accept_new or not (before or update_only):
        return Frost(raw.id, freeze(case))
    found = compare(case, before)
    return Frost(raw.id, found.pruned, len(found.violations) + len(found.undeclared), len(found.stale))


def count(baseline: Baseline) -> Iterator[tuple[str, int, int]]:
    """Yield for each contract its id and how many edges and sources are frozen."""
    for identity, frozen in sorted(baseline.items()):
        edges = sum(len(each.edges) for each in frozen.allowances)
        yield identity, edges, sum(len(each.sources) for each in frozen.allowances)
