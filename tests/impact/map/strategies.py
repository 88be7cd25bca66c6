"""Hypothesis strategies for what is written to a map, over few names so that batches meet each other."""

from __future__ import annotations

from hypothesis import strategies as st

from impact.model import (
    Batch,
    Claim,
    ClaimSet,
    Dependency,
    Environment,
    KeptSource,
    Kind,
    Outcome,
    Record,
    Sighting,
    Signature,
)

ENVIRONMENTS = (Environment((("python", "3.11"),)), Environment((("python", "3.12"), ("settings", "cms"))))
DEPENDENCIES = (Dependency(Kind.SOURCE, "a.py"), Dependency(Kind.SOURCE, "b.py"), Dependency(Kind.FILE, "a.py"))
TESTS = ("test_a.py::test_one", "test_a.py::test_two", "test_a.py")
CLAIMS = tuple(
    Claim(dependency, frozenset(facts))
    for dependency in DEPENDENCIES
    for facts in ([("", "1")], [("", "2")], [("f", "1")], [("f", "1"), ("", "2")])
)
KEPT = st.builds(KeptSource, st.text(), st.sampled_from(["1", "2"]), st.frozensets(st.sampled_from(["f", "g"])))
SETS = st.frozensets(st.sampled_from(CLAIMS), max_size=3).map(ClaimSet)

sightings = st.dictionaries(
    st.sampled_from(DEPENDENCIES),
    st.builds(Sighting, st.sampled_from(["x", "y", "z"]), st.none() | st.just(Signature(1, 2, 3, 2**64 + 1))),
)


def records(outcomes: list[Outcome] | None = None) -> st.SearchStrategy[Record]:
    """Records of few tests; each time they are drawn they are new objects."""
    return st.builds(
        Record,
        st.sampled_from(TESTS),
        st.sampled_from(outcomes or list(Outcome)),
        st.floats(0, 10),
        st.frozensets(SETS, max_size=2),
    )


def batches(outcomes: list[Outcome] | None = None, gone: bool = True) -> st.SearchStrategy[Batch]:
    """Batches of few records over few dependencies."""
    holding = st.dictionaries(
        st.sampled_from(DEPENDENCIES), st.frozensets(st.sampled_from([claim.digest for claim in CLAIMS]))
    )
    return st.builds(
        Batch,
        st.sampled_from(ENVIRONMENTS),
        st.lists(records(outcomes), max_size=3).map(tuple),
        sightings,
        st.dictionaries(st.sampled_from(["x", "y"]), KEPT),
        holding,
        st.lists(st.sampled_from(TESTS), max_size=1).map(tuple) if gone else st.just(()),
    )
