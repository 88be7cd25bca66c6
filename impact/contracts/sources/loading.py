"""The graph of a tree: from what is kept where nothing has changed, else by reading as little as possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from zlib import crc32

from impact.contracts.sources.contents import Contents
from impact.contracts.sources.places import Listing, list_modules
from impact.contracts.sources.question import Question
from impact.contracts.sources.rows import Row, assemble
from impact.contracts.sources.shelter import Shelter, Snapshot, load_snapshot, save_snapshot

_FEW = 40
"""So many changed sources are read with Python's parser rather than all with grimp's, which takes about as long."""


class Tree:
    """The sources of some root packages as they are now. `root` is the folder of the configuration, and of the map."""

    def __init__(self, roots: tuple[str, ...], shelter: Shelter, root: Path) -> None:
        self.roots, self.shelter, self.root = roots, shelter, root

    @cached_property
    def listing(self) -> Listing:
        """All modules; raises RootUnusable."""
        return list_modules(self.roots)

    @cached_property
    def contents(self) -> Contents:
        """Their sources."""
        return Contents(self.listing, self.shelter)

    @cached_property
    def ids(self) -> dict[str, str]:
        """Their content ids."""
        return self.contents.ids()

    def snapshot(self, question: Question) -> Snapshot:
        """Return the graph of the tree, and the sources that can't be read."""
        facts = question.facts(self.roots)
        file = f"graph-{crc32(repr(facts).encode()):08x}.json"
        kept = None if question.rests_on_more else load_snapshot(self.shelter, file)
        if kept is not None and kept.facts != facts:
            kept = None
        namespaces = sorted(self.listing.namespaces)
        if kept is not None and kept.ids == self.ids and kept.namespaces == namespaces:
            return kept
        rows, faults = self._rows(question, kept)
        fresh = Snapshot(facts, self.ids, namespaces, faults, assemble(rows, namespaces))
        if not question.rests_on_more:
            save_snapshot(self.shelter, file, fresh)
        return fresh

    def contents_of(self, identities: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield content ids and their contents."""
        names = {identity: name for name, identity in self.ids.items()}
        return ((identity, self.contents.content(names[identity])) for identity in identities)

    def quote(self, module: str, line: int) -> str:
        """Return the text of a line of a module, without the spaces around it; nothing where there is no such line."""
        if module not in self.listing.files:
            return ""
        lines = self.contents.content(module).splitlines()
        return lines[line - 1].decode("utf-8", "replace").strip() if 0 < line <= len(lines) else ""

    def _rows(self, question: Question, kept: Snapshot | None) -> tuple[Mapping[str, Row], Mapping[str, str]]:
        if question.kinds or question.aliases:
            from impact.contracts.sources.kinds_reading import read_kinds_of

            return read_kinds_of(self, question)
        listing = self.listing
        before = kept.ids if kept is not None else {}
        changed = [name for name, identity in self.ids.items() if before.get(name) != identity]
        if kept is not None and before.keys() == self.ids.keys() and len(changed) <= _FEW:
            unchanged = _rows_of(kept, frozenset(changed))
            if unchanged is not None:
                rows, faults = unchanged
                self._read(question, changed, rows, faults)
                return rows, faults
        from impact.contracts.sources.bulk import climbs_out, read_in_bulk  # not needed where little has changed

        if not any(climbs_out(content, name, listing.is_package(name)) for name, content in self.contents.known()):
            modules = [*listing.files, *listing.namespaces]
            bulk = read_in_bulk(self.roots, modules, question.with_external, question.without_type_checking)
            if bulk is not None:
                return {name: bulk[name] for name in listing.files}, {}
        rows, faults = {}, {}
        self._read(question, listing.files, rows, faults)
        return rows, faults

    def _read(self, question: Question, names: Iterable[str], rows: dict[str, Row], faults: dict[str, str]) -> None:
        """Read the imports of some modules with Python's parser."""
        from impact.contracts.kinds import TYPE_CHECKING
        from impact.contracts.sources.resolving import Resolver
        from impact.contracts.sources.statements import find_imports, parse
        from impact.errors import SourceUnreadable

        listing = self.listing
        resolver = Resolver({*listing.files, *listing.namespaces}, self.roots, question.with_external)
        for name in names:
            row: Row = []
            faults.pop(name, None)
            try:
                for statement in find_imports(parse(self.contents.content(name))):
                    target = resolver.resolve(statement.name, name, listing.is_package(name))
                    if target is not None and not (question.without_type_checking and statement.kind == TYPE_CHECKING):
                        row.append((target, statement.line, 0))
            except SourceUnreadable as fault:
                faults[name] = fault.reason
            rows[name] = row


def _rows_of(kept: Snapshot, changed: frozenset[str]) -> tuple[dict[str, Row], dict[str, str]] | None:
    """Return the rows of the modules that have not changed, and their faults; None where what was kept is damaged."""
    names, evidence = kept.rows.names, kept.rows.evidence()
    numbers = {name: number for number, name in enumerate(names)}
    rows: dict[str, Row] = {}
    for name in kept.ids:
        if name not in changed:
            flat = evidence[numbers[name]]
            if sorted(set(flat[::3])) != kept.rows.successors[numbers[name]]:
                return None
            rows[name] = [(names[int(flat[at])], flat[at + 1], int(flat[at + 2])) for at in range(0, len(flat), 3)]
    return rows, {name: reason for name, reason in kept.faults.items() if name not in changed}
