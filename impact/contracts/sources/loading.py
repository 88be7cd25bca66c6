"""The graph of a tree: from what is kept where nothing has changed, else by reading as little as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from impact.contracts.graph import ImportGraph
from impact.contracts.sources.contents import Contents
from impact.contracts.sources.places import Listing, list_modules
from impact.contracts.sources.rows import Row, assemble
from impact.contracts.sources.shelter import Shelter, Snapshot, load_snapshot, save_snapshot

_FEW = 40
"""So many changed sources are read with Python's parser rather than all with grimp's, which takes about as long."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which graph is wanted: of which root packages, with external packages, without imports for type checkers."""

    roots: tuple[str, ...]
    with_external: bool = False
    without_type_checking: bool = False

    @property
    def file(self) -> str:
        """The name of the file in which the answer is kept."""
        return f"graph-{crc32(repr(self.facts).encode()):08x}.json"

    @property
    def facts(self) -> list[str]:
        """The question in builtins, by which it is told from others whose answers are kept beside."""
        return [str(self.with_external), str(self.without_type_checking), *sorted(self.roots)]


class Tree:
    """The sources of some root packages as they are now."""

    def __init__(self, question: Question, shelter: Shelter) -> None:
        self._question, self._shelter = question, shelter

    @cached_property
    def listing(self) -> Listing:
        """All modules; raises RootUnusable."""
        return list_modules(self._question.roots)

    @cached_property
    def contents(self) -> Contents:
        """Their sources."""
        return Contents(self.listing, self._shelter)

    @cached_property
    def ids(self) -> dict[str, str]:
        """Their content ids."""
        return self.contents.ids()

    def snapshot(self) -> Snapshot:
        """Return the graph of the tree, and the sources that can't be read."""
        question, listing = self._question, self.listing
        kept = load_snapshot(self._shelter, question.file)
        if kept is not None and kept.facts != question.facts:
            kept = None
        namespaces = sorted(listing.namespaces)
        if kept is not None and kept.ids == self.ids and kept.namespaces == namespaces:
            return kept
        rows, faults = self._rows(kept)
        fresh = Snapshot(question.facts, self.ids, namespaces, faults, assemble(rows, namespaces))
        save_snapshot(self._shelter, question.file, fresh)
        return fresh

    def graph(self) -> ImportGraph:
        """Return the graph of the tree."""
        return self.snapshot().rows.graph()

    def _rows(self, kept: Snapshot | None) -> tuple[Mapping[str, Row], Mapping[str, str]]:
        question, listing = self._question, self.listing
        before = kept.ids if kept is not None else {}
        changed = [name for name, identity in self.ids.items() if before.get(name) != identity]
        if kept is not None and before.keys() == self.ids.keys() and len(changed) <= _FEW:
            rows, faults = _rows_of(kept, frozenset(changed))
            self._read(changed, rows, faults)
            return rows, faults
        from impact.contracts.sources.bulk import climbs_out, read_in_bulk  # not needed where little has changed

        if not any(climbs_out(content, name, listing.is_package(name)) for name, content in self.contents.known()):
            modules = [*listing.files, *listing.namespaces]
            bulk = read_in_bulk(question.roots, modules, question.with_external, question.without_type_checking)
            if bulk is not None:
                return {name: bulk[name] for name in listing.files}, {}
        rows, faults = {}, {}
        self._read(listing.files, rows, faults)
        return rows, faults

    def _read(self, names: Iterable[str], rows: dict[str, Row], faults: dict[str, str]) -> None:
        """Read the imports of some modules with Python's parser."""
        from impact.contracts.kinds import TYPE_CHECKING
        from impact.contracts.sources.resolving import Resolver
        from impact.contracts.sources.statements import find_imports, parse
        from impact.errors import SourceUnreadable

        question, listing = self._question, self.listing
        resolver = Resolver(listing.files, question.roots, question.with_external)
        for name in names:
            row: Row = []
            faults.pop(name, None)
            try:
                for statement in find_imports(parse(self.contents.content(name))):
                    target = resolver.resolve(statement.name, name, listing.is_package(name))
                    if target is not None and not (question.without_type_checking and statement.kind == TYPE_CHECKING):
                        row.append((target, statement.line, 0))
            except SourceUnreadable as fault:
                faults[name] = f"{listing.path(name)}: {fault.reason}"
            rows[name] = row


def _rows_of(kept: Snapshot, changed: frozenset[str]) -> tuple[dict[str, Row], dict[str, str]]:
    """Return the rows of the modules that have not changed, and their faults."""
    names, evidence = kept.rows.names, kept.rows.evidence()
    numbers = {name: number for number, name in enumerate(names)}
    rows: dict[str, Row] = {}
    for name in kept.ids:
        if name not in changed:
            flat = evidence[numbers[name]]
            rows[name] = [(names[int(flat[at])], flat[at + 1], int(flat[at + 2])) for at in range(0, len(flat), 3)]
    return rows, {name: reason for name, reason in kept.faults.items() if name not in changed}
