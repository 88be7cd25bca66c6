"""What a move would change: the graph as it would be, and the contracts that would be broken or kept by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from impact.contracts.checking import Project
from impact.contracts.configuration import RawContract
from impact.contracts.errors import ContractsError, ModuleUnknown
from impact.contracts.graph import ImportGraph
from impact.contracts.judging import judge
from impact.contracts.model import Verdict
from impact.contracts.options import did_you_mean

BELOW_CONTAINERS = frozenset({"layers", "closed_layers", "exhaustive_ignores"})
"""Options whose names are those below the containers, where a contract has some."""
_WORD = re.compile(r"[^\s()|:]+")


@dataclass(frozen=True, slots=True)
class Change:
    """What a move does to one contract: the verdicts, and the violations that only one of them has."""

    before: Verdict
    after: Verdict
    gained: tuple[tuple[str, ...], ...]
    lost: tuple[tuple[str, ...], ...]
    renamed: bool
    """Whether the contract names what moves, and was read with the new name."""


def moved_name(name: str, old: str, new: str) -> str:
    """Return what a module is called once `old`, with all below it, is `new`."""
    return new + name[len(old) :] if name == old or name.startswith(f"{old}.") else name


def simulate_move(graph: ImportGraph, old: str, new: str) -> ImportGraph:
    """Return the graph as it is once a module, with all below it, has another name and every importer knows it.

    Parents of the new name that are no modules yet become packages that import nothing. Raises ContractsError where
    there is nothing to move, or something in the way.
    """
    if graph.find(old) is None:
        raise ModuleUnknown(old, graph.names)
    if new in graph or graph.descendants(new):
        raise ContractsError(f"'{new}' is there already: choose another name, or move that first.")
    if f"{new}.".startswith(f"{old}.") and graph.descendants(old):  # a module may become a package that it is in
        raise ContractsError(f"'{new}' is inside '{old}': a package can't be moved into itself.")
    names = [moved_name(name, old, new) for name in graph.names]
    rows = {names[number]: [names[target] for target in row] for number, row in enumerate(graph.successors)}
    parent = new.rpartition(".")[0]
    while parent and parent not in rows:
        rows[parent] = []
        parent = parent.rpartition(".")[0]
    moved = ImportGraph.of_rows(rows, [names[number] for number in graph.external])
    back = dict(zip(names, graph.names, strict=True))
    moved.look_up = lambda source, target: graph.evidence(back[moved.names[source]], back[moved.names[target]])
    moved.rename = graph.rename
    return moved


def verdicts_after(
    project: Project, contracts: Sequence[RawContract], move: tuple[str, str] | None
) -> Iterator[Verdict]:
    """Yield the verdict on each contract after a move, None for none; raises ContractsError."""
    graphs: dict[frozenset[str], ImportGraph] = {}

    def graph_of(kinds: frozenset[str]) -> ImportGraph:
        if kinds not in graphs:
            graph = project.graph_of(kinds)
            graphs[kinds] = graph if move is None else simulate_move(graph, *move)
        return graphs[kinds]

    for raw in contracts:
        options = dict(raw.options) if move is None else _renamed_options(raw.options, *move)
        yield judge(replace(raw, options=options), project.configuration, graph_of, project.today)


def compare_move(project: Project, contracts: Sequence[RawContract], old: str, new: str) -> Iterator[Change]:
    """Yield for each contract what a move does to it; raises ContractsError."""
    configuration = project.configuration
    if not any(new == root or new.startswith(f"{root}.") for root in configuration.roots):
        hint = did_you_mean(new.partition(".")[0], configuration.roots)
        raise ContractsError(f"'{new}' is in none of the root packages: {', '.join(configuration.roots)}.{hint}")
    simulate_move(project.graph, old, new)  # what is in the way is told, whatever the contracts
    now, then = verdicts_after(project, contracts, None), verdicts_after(project, contracts, (old, new))
    for raw, before, after in zip(contracts, now, then, strict=True):
        renamed = _renamed_options(raw.options, old, new) != dict(raw.options)
        had, has = set(_violations(before, old, new)), set(_violations(after, new, new))
        yield Change(before, after, tuple(sorted(has - had)), tuple(sorted(had - has)), renamed)


def _violations(verdict: Verdict, old: str, new: str) -> Iterator[tuple[str, ...]]:
    """Yield what each violation is about, with the names after the move, and the imports in its chains."""
    for violation in verdict.violations:
        about = [name for name in (violation.importer, violation.imported, violation.package) if name]
        yield tuple(moved_name(name, old, new) for name in about)


def _renamed_options(given: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return the options of a contract as they read after the move: full names, and those below its one container."""
    options = {name: _renamed(value, old, new) for name, value in given.items()}
    containers = given.get("containers")
    container = containers[0] if isinstance(containers, list) and len(containers) == 1 else containers
    start = f"{container}."
    if isinstance(container, str) and old.startswith(start) and new.startswith(start):
        for name in BELOW_CONTAINERS & options.keys():
            options[name] = _renamed(given[name], old[len(start) :], new[len(start) :])
    return options


def _renamed(value: Any, old: str, new: str) -> Any:
    """Return an option's value with the old name, and those below it, replaced where they stand as whole words."""
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    if isinstance(value, dict):
        return {key: _renamed(each, old, new) for key, each in value.items()}
    if not isinstance(value, str):
        return value
    return _WORD.sub(lambda word: moved_name(word[0], old, new), value)
