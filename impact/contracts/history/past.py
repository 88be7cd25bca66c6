"""The graph at a revision, with each source read once for its content: unchanged files cost nothing."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from impact.contracts.checking import Project
from impact.contracts.graph import ImportGraph
from impact.contracts.history.repository import Repository
from impact.contracts.sources.detailed import DetailedReader, Modules
from impact.contracts.sources.kinds_reading import aliases_of, kinds_of, modules_of
from impact.contracts.sources.places import INIT
from impact.contracts.sources.rows import Row, assemble


@dataclass(frozen=True)
class Past:
    """A project at one commit: its present contracts, and the sources as they were."""

    project: Project
    repository: Repository
    commit: str
    _graphs: dict[frozenset[str], ImportGraph] = field(default_factory=dict)

    def graph_of(self, kinds: frozenset[str]) -> ImportGraph:
        """Return the graph of some kinds of edges. Modules that came later are there, too, and import nothing."""
        if kinds not in self._graphs:
            self._graphs[kinds] = self._read(kinds)
        return self._graphs[kinds]

    def _read(self, kinds: frozenset[str]) -> ImportGraph:
        project, question = self.project, self.project.question(kinds)
        modules = self._modules()
        aliases = aliases_of(project.tree, question)
        reader = DetailedReader(modules, project.tree.roots, question.with_external, aliases)
        rows, _ = reader.rows(kinds_of(question), project.shelter, self._contents)
        later: dict[str, Row] = {aliases.canonical(name): [] for name in project.tree.listing.files}
        graph = assemble({**later, **rows}, modules.namespaces | project.tree.listing.namespaces).graph()
        graph.rename = project.graph_of(kinds).rename
        return graph

    def _contents(self, identities: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield what git has, and the present sources of roots that lie outside the repository."""
        rest = set(identities)
        for identity, content in self.repository.contents(sorted(rest)):
            rest.discard(identity)
            yield identity, content
        yield from self.project.tree.contents_of(sorted(rest.intersection(self.project.tree.ids.values())))

    def _modules(self) -> Modules:
        sources, present = self.repository.sources(self.commit), modules_of(self.project.tree)
        ids: dict[str, str] = {}
        packages: set[str] = set()
        namespaces: set[str] = set()
        for root, folders in self.project.tree.listing.folders.items():
            for folder in folders:
                start = os.path.relpath(os.path.realpath(folder), os.path.realpath(self.repository.top))
                if start.startswith(os.pardir):
                    ids.update({name: each for name, each in present.ids.items() if f"{name}.".startswith(f"{root}.")})
                    packages.update(name for name in present.packages if name in ids)
                    continue
                _collect(sources, start.replace(os.sep, "/") + "/", root, ids, packages, namespaces)
        return Modules(ids, frozenset(packages), frozenset(namespaces))


def _collect(
    sources: Mapping[str, str], start: str, root: str, ids: dict[str, str], packages: set[str], namespaces: set[str]
) -> None:
    """Note the modules of a root package among the files of a commit, by the rules by which present ones are found."""
    inside = {path[len(start) :]: identity for path, identity in sources.items() if path.startswith(start)}
    for path, identity in inside.items():
        *folders, file = path.split("/")
        above = ["/".join(folders[:depth]) for depth in range(len(folders) + 1)]
        marked = [(f"{folder}/{INIT}" if folder else INIT) in inside for folder in above]
        broken = any(before and not after for before, after in itertools.pairwise(marked))
        if broken or not all(part.isidentifier() for part in folders) or file.count(".") > 1 or file.startswith("."):
            continue
        name = ".".join([root, *folders])
        namespaces.update(".".join([root, *folders[:depth]]) for depth, has in enumerate(marked) if not has)
        if file == INIT:
            packages.add(name)
        ids[name if file == INIT else f"{name}.{file[:-3]}"] = identity
