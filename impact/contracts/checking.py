"""The whole check of a project: its configuration, its graph, and a verdict on every contract."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from impact.contracts.baseline import FILE, Baseline, Frozen, read_baseline
from impact.contracts.configuration import Configuration, RawContract
from impact.contracts.errors import ContractsError
from impact.contracts.graph import ImportGraph
from impact.contracts.judging import judge
from impact.contracts.kinds import DEFAULT, TYPE_CHECKING
from impact.contracts.model import Report
from impact.contracts.options import did_you_mean
from impact.contracts.sights import Sights
from impact.contracts.sources.loading import Tree
from impact.contracts.sources.question import Question
from impact.contracts.sources.shelter import Shelter, Snapshot


@dataclass(frozen=True)
class Project:
    """Contracts and the sources that they are about. `today` is a day (ISO 8601), `shelter` keeps what was learned."""

    configuration: Configuration
    shelter: Shelter
    today: str

    @cached_property
    def tree(self) -> Tree:
        """The sources."""
        return Tree(self.configuration.roots, self.shelter, self.configuration.path.parent)

    def question(self, kinds: frozenset[str] = frozenset()) -> Question:
        """Return the question for the graph of some kinds of edges, as the options of the session have it."""
        configuration = self.configuration
        return Question(
            configuration.flag("include_external_packages"),
            configuration.flag("exclude_type_checking_imports"),
            kinds,
            tuple(configuration.listed(configuration.session.get("aliases"))),
        )

    @cached_property
    def snapshot(self) -> Snapshot:
        """The graph of import-linter's kinds of edges, as it is kept."""
        return self.tree.snapshot(self.question())

    @cached_property
    def graph(self) -> ImportGraph:
        """The graph of import-linter's kinds of edges."""
        return self.graph_of(frozenset())

    @cached_property
    def _graphs(self) -> dict[frozenset[str], ImportGraph]:
        return {}

    def graph_of(self, kinds: frozenset[str]) -> ImportGraph:
        """Return the graph of some kinds of edges; the empty set stands for import-linter's."""
        if kinds not in self._graphs:
            snapshot = self.tree.snapshot(self.question(kinds)) if kinds else self.snapshot
            self._graphs[kinds] = self._equip(snapshot.rows.graph())
        return self._graphs[kinds]

    def detailed_graph_of(self, kinds: frozenset[str]) -> ImportGraph:
        """Return the graph of some kinds of edges, of which each edge tells its kind: that costs a slower reading."""
        wanted = kinds or DEFAULT
        if not kinds and self.question().without_type_checking:
            wanted -= {TYPE_CHECKING}
        return self.graph_of(wanted)

    def _equip(self, graph: ImportGraph) -> ImportGraph:
        """Let a graph quote its sources, and answer to other names of its modules, too."""
        graph.quote = self.tree.quote
        question = self.question()
        if question.aliases:
            from impact.contracts.sources.kinds_reading import aliases_of

            aliases = aliases_of(self.tree, question)
            graph.rename = lambda name: aliases.canonical(aliases.expand(name, self.tree.listing.files))
        return graph

    @property
    def baseline_path(self) -> Path:
        """Where the baseline is."""
        return self.configuration.path.parent / str(self.configuration.session.get("baseline", FILE))

    @cached_property
    def baseline(self) -> Baseline:
        """The violations that are let through; raises BaselineUnreadable."""
        return read_baseline(self.baseline_path)

    def sights(self, here: Path) -> Sights:
        """Return where the imports stand, relative to a folder."""
        return Sights(self.graph, self.tree.listing.files, self.configuration.path, here)

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The sources that can't be parsed or decoded, and why, by their paths from the configuration's folder."""
        sights, faults = self.sights(self.configuration.path.parent), self.snapshot.faults
        return tuple(f"{sights.file(name) or name}: {faults[name]}" for name in sorted(faults))

    @property
    def oddities(self) -> tuple[str, ...]:
        """What is odd about the sources, and no fault."""
        sights = self.sights(self.configuration.path.parent)
        return tuple(sorted(f"{sights.relative(path)}: {told}" for path, told in self.tree.listing.warnings))

    def chosen(self, wanted: Collection[str]) -> tuple[RawContract, ...]:
        """Return the contracts with these ids, or all; raises ContractsError for an unknown id."""
        contracts = self.configuration.contracts
        known = [raw.id for raw in contracts]
        for identity in wanted:
            if identity not in known:
                raise ContractsError(f"There is no contract '{identity}'.{did_you_mean(identity, known)}")
        return tuple(raw for raw in contracts if not wanted or raw.id in wanted)


Before = Callable[[RawContract], Frozen]
"""Returns what of a contract was broken before, and is let through."""


def check(project: Project, wanted: Collection[str] = (), before: Before | None = None) -> Report:
    """Return the verdicts on all contracts, or on those with some ids; raises ContractsError if none can be judged."""
    contracts = project.chosen(wanted)
    graph, baseline = project.graph, project.baseline
    verdicts = tuple(
        judge(
            raw,
            project.configuration,
            project.graph_of,
            project.today,
            baseline.get(raw.id),
            before(raw) if before is not None else None,
        )
        for raw in contracts
    )
    ids = [raw.id for raw in project.configuration.contracts]
    strangers = sorted(set(baseline) - set(ids))
    odd = [f"Two contracts have the id '{each}': a baseline can't tell them apart." for each in sorted(_twice(ids))]
    odd += [f"{project.baseline_path.name}: there is no contract '{each}' any more." for each in strangers]
    return Report(
        verdicts,
        modules=len(graph.names),
        edges=graph.count_edges(),
        warnings=(*project.configuration.mistyped, *project.oddities, *odd),
        faults=project.unreadable,
    )


def _twice(ids: list[str]) -> set[str]:
    return {each for each in ids if ids.count(each) > 1}
