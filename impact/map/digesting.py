"""The digests of a batch, each computed once however many records share what it stands for."""

from __future__ import annotations

from dataclasses import dataclass

from impact.model import Claim, ClaimSet, Record, digest


@dataclass(frozen=True, slots=True)
class Digested:
    """A batch by its digests.

    - `claims`: the distinct ones, by digest.
    - `sets`: the digests of the claims in each distinct claim set, by its digest.
    - `records`: each with its digest and the digests of its claim sets.
    """

    claims: dict[str, Claim]
    sets: dict[str, list[str]]
    records: list[tuple[Record, str, list[str]]]


def digest_records(records: tuple[Record, ...], memory: dict[Claim, str]) -> Digested:
    """Compute what the `digest` properties of records, claim sets and claims would give, without repeating any.

    `memory` carries digests of claims from batch to batch; it is filled.
    """
    found = Digested({}, {}, [])
    set_digests: dict[int, str] = {}
    for record in records:
        sets = []
        for claim_set in record.claim_sets:
            identity = id(claim_set)
            if identity not in set_digests:
                set_digests[identity] = _digest_set(claim_set, found, memory)
            sets.append(set_digests[identity])
        sets.sort()
        found.records.append(
            (record, digest([record.test, "rests" if record.outcome.rests else "failed", *sets]), sets)
        )
    return found


def _digest_set(claim_set: ClaimSet, found: Digested, memory: dict[Claim, str]) -> str:
    claims = sorted(_digest_claim(claim, found, memory) for claim in claim_set.claims)
    value = digest(claims)
    found.sets[value] = claims
    return value


def _digest_claim(claim: Claim, found: Digested, memory: dict[Claim, str]) -> str:
    value = memory.get(claim)
    if value is None:
        value = memory[claim] = claim.digest
    found.claims.setdefault(value, claim)
    return value
