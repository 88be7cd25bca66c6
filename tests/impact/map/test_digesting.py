"""Digests computed once a batch are those that the values themselves tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from impact.map.digesting import digest_records
from impact.model import Claim, Record
from tests.impact.map.strategies import records


@given(st.lists(records()).map(tuple))
def test_digests_are_those_of_the_properties(observed: tuple[Record, ...]) -> None:
    memory: dict[Claim, str] = {}
    found = digest_records(observed, memory)
    assert [digest for _, digest, _ in found.records] == [record.digest for record in observed]
    assert [set(sets) for _, _, sets in found.records] == [{s.digest for s in r.claim_sets} for r in observed]
    sets = {each.digest: each for record in observed for each in record.claim_sets}
    assert {key: set(claims) for key, claims in found.sets.items()} == {
        key: {claim.digest for claim in each.claims} for key, each in sets.items()
    }
    assert all(claim.digest == digest for digest, claim in found.claims.items())
    assert digest_records(observed, memory).records == found.records
