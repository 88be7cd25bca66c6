"""Module levels: what whoever rests on a module rests on with it, and the modules that it rests on itself."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from impact.model import Claim, ClaimSet
from impact.recording.claims import ClaimBook
from impact.recording.delta import module_node, place_node
from impact.recording.distributions import Distributions
from impact.recording.entries import Entries
from impact.recording.modules import ModuleGraph
from impact.recording.nodes import NodeGraph
from impact.recording.told import Told
from impact.source.mentions import DOCUMENTATION_LIBRARIES


class Share(NamedTuple):
    """What whoever enters a place rests on: modules, top-level imports from outside, and whether on all docstrings."""

    modules: frozenset[str]
    foreign: frozenset[str]
    documented: bool


class ModuleLevels:
    """Answers for the modules of one process, `graph` among them: what each imports, and what ran for its import."""

    def __init__(
        self, told: Told, book: ClaimBook, entries: Entries, distributions: Distributions, nodes: NodeGraph
    ) -> None:
        self.graph = ModuleGraph(self.imports, self._run_at_import)
        self._told, self._book, self._entries, self._distributions = told, book, entries, distributions
        self._nodes = nodes
        self._concerned: set[str] = set()
        self._shares: dict[int, tuple[tuple[int, int], Share]] = {}
        self._settled: dict[int, Share] = {}
        self._answered: set[int] = set()
        self._same: dict[Share, Share] = {}
        self._sets: dict[frozenset[str], ClaimSet] = {}
        self._claims: dict[str, set[Claim]] = {}

    def settle(self) -> None:
        """Forget the claims: more may have run since. Until the next call nothing may."""
        self._settled.clear()
        self._answered.clear()
        self._sets.clear()
        self._claims.clear()

    def concerns(self, node: str) -> bool:
        """Whether modules may rest on more when more is known of a node: it ran, or was read, for an import."""
        return node[0] == "m" or node in self._concerned

    def imports(self, path: str) -> tuple[str, ...]:
        """Return the import statements of a module's level."""
        analysis = self._book.analysis(path)
        return analysis.imports if analysis is not None else ()

    def shares(self, numbers: Set[int]) -> Set[Share]:
        """Return what entering places brings with it besides the claims on their blocks: what differs, once."""
        for number in numbers - self._answered:
            self._settled[number] = self._share(number)
        self._answered |= numbers
        return set(map(self._settled.__getitem__, numbers))

    def _share(self, number: int) -> Share:
        node = place_node(number)
        key = self.graph.version, len(self._nodes.seen_by(node))
        known = self._shares.get(number)
        if known is None or known[0] != key:
            place = self._told.places[number]
            imports = self._book.imports(place)
            modules = frozenset({place[0]}) | self._nodes.modules(node) | self.graph.resolve(place[0], imports)
            share = Share(modules, self.graph.foreign(imports), self._book.reads_documentation(place))
            known = self._shares[number] = key, self._same.setdefault(share, share)
        return known[1]

    def claims(self, modules: frozenset[str]) -> ClaimSet:
        """Return the claims on the levels of modules, with what ran while they were imported."""
        known = self._sets.get(modules)
        if known is None:
            claims = frozenset[Claim]().union(*map(self._claims_of, modules))
            known = self._sets[modules] = ClaimSet(claims)
        return known

    def _claims_of(self, path: str) -> Set[Claim]:
        known = self._claims.get(path)
        if known is None:
            known = self._claims[path] = {self._book.level(path)}
            if not self._told.foreign.isdisjoint(DOCUMENTATION_LIBRARIES):
                known.add(self._book.level(path, documented=True))
            known.update(self._entries.claims(self._entered_at_import(path)))
            known.update(self._distributions.behind(self.graph.foreign(self.imports(path))))
            for node in self._nodes.values(module_node(path)):
                known.update(self._book.touched(self._told.touched.get(node, ())))
        return known

    def _run_at_import(self, path: str) -> Iterable[str]:
        """Return the modules that one rests on for what ran while it was imported."""
        own, entered = module_node(path), self._entered_at_import(path)
        values = self._nodes.values(own) - {own}
        self._concerned.update(values, map(place_node, entered))
        imported = {each for node in values for each in self._nodes.modules(node)}
        return imported.union(*(share.modules for share in self.shares(entered)))

    def _entered_at_import(self, path: str) -> Set[int]:
        found = (self._told.entered.get(node, ()) for node in self._nodes.values(module_node(path)))
        return frozenset[int]().union(*found)
