"""Small batches to write, and the shape in which what was written is compared."""

from __future__ import annotations

from pathlib import Path

from impact.map.reader import MapReader
from impact.model import Batch, Claim, ClaimSet, Dependency, Environment, Kind, Outcome, Record, Sighting

ENVIRONMENT = Environment((("python", "3.11"), ("platform", "linux")))
MODULE = Dependency(Kind.SOURCE, "shop/cart.py")
TEMPLATE = Dependency(Kind.FILE, "shop/cart.html")


def claim(dependency: Dependency = MODULE, **facts: str) -> Claim:
    """Return a claim about the aspects given as keywords."""
    return Claim(dependency, frozenset(facts.items()))


def record(test: str, *claims: Claim, outcome: Outcome = Outcome.PASSED, duration: float = 0.5) -> Record:
    """Return a record with one claim set."""
    return Record(test, outcome, duration, frozenset({ClaimSet(frozenset(claims))}))


def batch(*records: Record, content: str = "content", **parts: object) -> Batch:
    """Return a batch in which everything that the records claim was seen with one content."""
    sighted = {each.dependency for one in records for group in one.claim_sets for each in group.claims}
    parts.setdefault("sightings", {dependency: Sighting(content) for dependency in sighted})
    return Batch(ENVIRONMENT, records, **parts)  # type: ignore[arg-type]  # the parts are those of Batch


def kept_records(
    path: Path,
    environment: Environment = ENVIRONMENT,
) -> set[tuple[str, bool, frozenset[frozenset[str]]]]:
    """Return the records of a map by what they say: the test, whether it may rest, and its claims by digest."""
    with MapReader(path) as reader:
        digests = {
            each.id: each.digest for claims in reader.claims_of(reader.dependencies()).values() for each in claims
        }
        found = set()
        for each in reader.records(environment.digest):
            groups = frozenset(
                frozenset(digests[claim_id] for claim_id, _, _ in reader.claims_in([set_id])) for set_id in each.sets
            )
            found.add((each.test, each.outcome.rests, groups))
    return found
