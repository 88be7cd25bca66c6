"""The graph in detail: which kinds of edges there are and where, and one node for a file that has two names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from impact.contracts.kinds import FOREIGN_KEY, KINDS, SETTING, SIGNAL, STRINGS
from impact.contracts.sources.aliases import Aliases
from impact.contracts.sources.keeping import Contents, SaidBySources
from impact.contracts.sources.resolving import Resolver
from impact.contracts.sources.rows import Row
from impact.contracts.sources.shelter import Shelter
from impact.contracts.sources.statements import Statement

_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Modules:
    """The modules of a tree, present or past: their content ids, and which are packages."""

    ids: Mapping[str, str]
    packages: frozenset[str]
    namespaces: frozenset[str] = frozenset()


class DetailedReader:
    """Reads the imports of modules, and if wanted what their strings name. `roots` are the root packages."""

    def __init__(self, modules: Modules, roots: Iterable[str], with_external: bool, aliases: Aliases) -> None:
        self._modules, self._aliases = modules, aliases
        self._roots = tuple(roots)
        self._resolver = Resolver({*modules.ids, *modules.namespaces}, self._roots, with_external)
        self._labels = _labels(modules.ids)

    def rows(
        self, kinds: frozenset[str], shelter: Shelter, contents: Contents
    ) -> tuple[dict[str, Row], dict[str, str]]:
        """Return what each module imports by edges of some kinds, and which sources can't be read."""
        ids = self._modules.ids
        rows: dict[str, Row] = {self._aliases.canonical(name): [] for name in ids}
        faults: dict[str, str] = {}
        said = SaidBySources.imports(shelter).said(ids.values(), contents)
        for name, identity in ids.items():
            found = said[identity]
            if isinstance(found, str):
                faults[name] = found
            else:
                self._add(rows, name, kinds, self._imports(name, found))
        if kinds.intersection(STRINGS):
            strings = SaidBySources.strings(shelter).said(ids.values(), contents)
            for name, identity in ids.items():
                found = strings[identity]
                if not isinstance(found, str):
                    self._add(rows, name, kinds, self._named(name, found))
        return rows, faults

    def canonical(self, name: str) -> str:
        """Return the name under which a module stands in the graph."""
        return self._aliases.canonical(name)

    def find_import(self, name: str, importer: str) -> str | None:
        """Return the module that an import in a template below a package means, or None."""
        expanded = self._aliases.expand(name, self._modules.ids)
        target = self._resolver.resolve(expanded, importer, is_package=True)
        return None if target is None else self.canonical(target)

    def _add(
        self, rows: dict[str, Row], name: str, kinds: frozenset[str], found: Iterator[tuple[str, Statement]]
    ) -> None:
        row = rows[self._aliases.canonical(name)]
        for target, statement in found:
            if statement.kind in kinds:
                row.append((self._aliases.canonical(target), statement.line, _NUMBERS[statement.kind]))

    def _imports(self, name: str, statements: list[Statement]) -> Iterator[tuple[str, Statement]]:
        is_package = name in self._modules.packages
        for statement in statements:
            written = statement.name
            if not written.startswith("."):
                written = self._aliases.expand(written, self._modules.ids)
            target = self._resolver.resolve(written, name, is_package)
            if target is not None:
                yield target, statement

    def _named(self, name: str, statements: list[Statement]) -> Iterator[tuple[str, Statement]]:
        """Yield the modules that strings name: the longest part of a dotted name that is a module here."""
        settings = _holds_settings(name)
        for statement in statements:
            if statement.kind == SETTING and not settings:
                continue
            target: str | None
            if statement.kind in (FOREIGN_KEY, SIGNAL):
                target = self._labels.get(statement.name.partition(".")[0])
            else:
                target = self._longest(self._aliases.expand(statement.name, self._modules.ids))
            if target is not None and target != name:
                yield target, statement

    def _longest(self, name: str) -> str | None:
        while name and name not in self._modules.ids:
            name = name.rpartition(".")[0]
        return name or None


def _labels(modules: Iterable[str]) -> dict[str, str]:
    """Return the models module for each label of a Django app that names one app only."""
    found: dict[str, list[str]] = {}
    for name in modules:
        parts = name.split(".")
        if len(parts) > 1 and parts[-1] == "models":
            found.setdefault(parts[-2], []).append(name)
    return {label: names[0] for label, names in found.items() if len(names) == 1}


def _holds_settings(module: str) -> bool:
    """Whether a module holds Django settings, by the names that Django's and Open edX's projects give it."""
    return any(part in ("settings", "envs") or part.startswith("settings_") for part in module.split("."))
