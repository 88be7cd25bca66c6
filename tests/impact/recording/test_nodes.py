"""Which nodes rest on which: what is shared, and grouped, is what going from node to node finds."""

from __future__ import annotations

from collections.abc import Mapping, Set

from hypothesis import given
from hypothesis import strategies as st

from impact.recording.delta import SHARED
from impact.recording.nodes import NodeGraph

NODES = ["s", "t:1", "t:2", "c:1", "f:1", "f:2", "k:1", "k:2", "k:3", "m:1"]
READERS = ["nobody", "some", "others", "all"]
RESTING = "cfskt"
edges = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=14)
kept = st.fixed_dictionaries(
    {name: st.frozensets(st.sampled_from([each for each in NODES if each[0] == "k"])) for name in READERS}
)
readers = st.fixed_dictionaries({node: st.sampled_from(READERS) for node in NODES})


def naive(node: str, edges: list[tuple[str, str]], read: Mapping[str, Set[str]]) -> set[str]:
    found, pending = {node}, [node]
    while pending:
        each = pending.pop()
        new = {other for one, other in edges if one == each and other[0] in RESTING} | read[each]
        pending.extend(new - found)
        found |= new
    return found


@given(edges, kept, readers, st.permutations(NODES))
def test_what_a_node_rests_on(
    edges: list[tuple[str, str]], kept: dict[str, frozenset[str]], readers: dict[str, str], asked: list[str]
) -> None:
    read = {node: kept[readers[node]] for node in NODES}
    graph = NodeGraph(read.__getitem__)
    for node, other in edges:
        graph.connect(node, other)
    for node in asked:
        assert graph.reach(node) == naive(node, edges, read)
        assert graph.below(node) == (naive(node, edges, read) | naive(SHARED, edges, read)) - {node}
        values = naive(node, [(one, other) for one, other in edges if other[0] == "k"], read)
        assert graph.values(node) == values


def test_an_edge_is_news_once() -> None:
    graph = NodeGraph(lambda node: frozenset())
    assert [graph.connect("p:1", "m:a"), graph.connect("p:1", "m:a")] == [True, False]
    assert graph.place_edges == 1
