"""Why one package imports another: the shortest chain."""

from __future__ import annotations

from impact.contracts.bans import Ban
from impact.contracts.chains import find_chains
from impact.contracts.errors import ContractsError, ModuleUnknown
from impact.contracts.graph import ImportGraph
from impact.contracts.ground import overlap
from impact.contracts.model import Chain


def shortest_chain(graph: ImportGraph, importer: str, imported: str) -> Chain | None:
    """Return the lexicographically first shortest chain between two packages, or None if there is none.

    A package and one inside it are taken as single modules. Raises ModuleUnknown.
    """
    if importer == imported:
        raise ContractsError(f"'{importer}' is asked about itself: name two modules.")
    alone = overlap(importer, imported)
    ban = Ban(importer, imported, _group(graph, importer, alone), _group(graph, imported, alone))
    chains = find_chains(graph, ban)
    return chains[0] if chains else None


def _group(graph: ImportGraph, name: str, alone: bool) -> tuple[int, ...]:
    number = graph.find(name)
    if number is None:
        raise ModuleUnknown(name, graph.names)
    return (number,) if alone else graph.package(name)
