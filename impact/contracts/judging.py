"""Judging contracts: the chains that break their bans, and what of it a baseline lets through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from impact.contracts.bans import broken
from impact.contracts.baseline import Frozen, merge
from impact.contracts.cases import Case, GraphOf, prepare
from impact.contracts.chains import find_chains
from impact.contracts.configuration import Configuration, RawContract
from impact.contracts.custom import custom_types, judge_custom
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.model import Verdict, Violation


def judge(
    raw: RawContract,
    configuration: Configuration,
    graph_of: GraphOf,
    today: str,
    frozen: Frozen | None = None,
    before: Frozen | None = None,
) -> Verdict:
    """Return the verdict on one contract; that it is misconfigured is one, too.

    What is `frozen`, or was broken `before`, is let through; what is frozen in vain is told.
    """
    try:
        if raw.fault:
            raise ContractMisconfigured(raw.fault)
        custom = custom_types(configuration)
        if raw.type in custom:
            return judge_custom(raw, custom[raw.type], graph_of(frozenset()), configuration)
        case = prepare(raw, configuration, graph_of, today)
    except ContractMisconfigured as fault:
        return Verdict(raw.id, raw.name, raw.type, error=str(fault))
    verdict = Verdict(
        raw.id,
        raw.name,
        raw.type,
        violations=tuple(violations_of(case)),
        undeclared=tuple(case.plan.undeclared),
        ignored=case.ignored,
        warnings=case.warnings,
        guidance=case.options["broken_contract_guidance"],
    )
    return _against(case, frozen or Frozen(), before or Frozen(), verdict) if frozen or before else verdict


def violations_of(case: Case) -> Iterator[Violation]:
    """Yield the violations of a contract, in the order of their names."""
    found = [
        Violation(ban.importer, ban.imported, None, find_chains(case.graph, ban))
        for ban in broken(case.graph, case.plan.bans)
    ]
    yield from sorted(found, key=lambda each: (each.importer or "", each.imported or ""))
    if case.plan.ancestors:
        from impact.contracts.circles import find_circles  # grimp, which it stands on, is needed for this type only

        yield from find_circles(case.graph, case.plan.ancestors)


def _against(case: Case, frozen: Frozen, before: Frozen, verdict: Verdict) -> Verdict:
    """Return the verdict without what is let through, and with what is stale in the baseline."""
    from impact.contracts.ratchet import compare  # needed for contracts with a baseline only

    found = compare(case, merge(frozen, before))
    stale = compare(case, frozen).stale if before else found.stale
    return replace(verdict, violations=found.violations, undeclared=found.undeclared, stale=stale, frozen=found.frozen)
