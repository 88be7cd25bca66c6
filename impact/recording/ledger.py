"""The ledger of one process: it joins the deltas of a scribe and makes records of the tests that are complete."""

from __future__ import annotations

from collections.abc import Iterable, Set
from operator import itemgetter

from impact.installed import Installed
from impact.model import Claim, ClaimSet, Outcome, Record
from impact.recording.calls import called_by_name, givers, reachable
from impact.recording.claims import Analyses, ClaimBook
from impact.recording.delta import SHARED, Delta, module_node
from impact.recording.distributions import Distributions
from impact.recording.entries import Entries
from impact.recording.kept import KeptValues
from impact.recording.levels import ModuleLevels
from impact.recording.nodes import NodeGraph
from impact.recording.told import Told
from impact.recording.value_readers import ValueReaders
from impact.source.analysis import Analysis

_CLAIMS, _MODULES = itemgetter(0), itemgetter(1)
_EMPTY = frozenset({ClaimSet(frozenset())})


class Ledger:
    """What a process told so far. A test is complete when every wide fixture that it rests on is torn down."""

    def __init__(self, analyses: Analyses, installed: Installed) -> None:
        self.told = told = Told()
        self._book = ClaimBook(analyses, lambda path: told.contents.get(path, ""))
        self._kept = KeptValues(self._analyses)
        self._readers = ValueReaders(self._kept, told.entered, told.places, self._book.block)
        self._nodes = NodeGraph(self._readers.of)
        self._distributions = Distributions(installed)
        self._entries = Entries(self._book, told.places)
        self._levels = ModuleLevels(told, self._book, self._entries, self._distributions, self._nodes)
        self._modules = self._levels.graph
        self._closed: set[str] = set()
        self._held_by: dict[str, str] = {}
        self._waiting: list[tuple[str, str, float]] = []
        self.new: set[str] = set()
        self.gone: set[str] = set()
        self._joined: dict[frozenset[str], tuple[frozenset[ClaimSet], frozenset[str]]] = {}
        self._owned: dict[str, tuple[tuple[int, ...], tuple[ClaimSet, frozenset[str]]]] = {}
        self._settled: dict[str, tuple[ClaimSet, frozenset[str]]] = {}

    def close(self) -> None:
        """Let go of all that was told. The parts refer to each other: else the collector would have to find them."""
        vars(self._levels).clear()
        vars(self).clear()

    def absorb(self, delta: Delta) -> None:
        """Take in the news of the process."""
        grown = self.told.absorb(delta)
        for path, loads in delta["modules"].items():
            for name, is_package, _ in loads:
                self._modules.add(path, name, is_package)
        for node, path, name, ways in delta["kept"]:
            self._kept.add(node, path, name, ways)
        grown.update(node for node, other in delta["edges"] if self._connect(node, other))
        if delta["modules"]:
            self._kept.refresh()
        for node, filler, numbers, given, is_memo in delta["filled"]:
            self._fill(node, filler, numbers, given, is_memo)
            grown.add(node)
        if any(map(self._levels.concerns, grown)):
            self._modules.outdate()
        self._closed.update(delta["closed"])
        self.new.update(delta["new"])
        self.gone.update(delta["gone"])
        self._waiting.extend((node, outcome, duration) for node, outcome, duration in delta["outcomes"])

    def _fill(self, value: str, node: str, numbers: Iterable[int], given: Iterable[int], is_memo: bool) -> None:
        """Book to a kept value what the places that filled it can have run, of all that ran for a node.

        Of a memo it is what they call by name: memos are everywhere, and what else they might have called would join
        the tests of a whole suite.
        """
        blocks = {number: self._book.block(self.told.places[number]) for number in self.told.entered[node]}
        if is_memo:
            self.told.entered[value].update(called_by_name(blocks, numbers))
            self.told.touched[value].update(self.told.touched[node])
            return
        starts = {*numbers, *givers(blocks, given, self._kept.meant_by)}
        self.told.entered[value].update(reachable(blocks, starts, self._kept.meant_by))
        self.told.touched[value].update(self.told.touched[node])
        for path in self._nodes.modules(node):
            self._connect(value, module_node(path))

    def _connect(self, node: str, other: str) -> bool:
        if node[0] == other[0] == "m":
            self._modules.connect(node[2:], other[2:])
        return self._nodes.connect(node, other)

    def records(self) -> list[Record]:
        """Return the records of the tests that have become complete since the last call."""
        self._nodes.settle()
        self._readers.settle()
        self._levels.settle()
        self._joined.clear()
        self._settled.clear()
        complete, waiting = [], []
        for row in self._waiting:
            open_fixture = self._held_by.get(row[0])
            if open_fixture is not None and open_fixture not in self._closed:
                waiting.append(row)
                continue
            below = self._below(row[0])
            open_fixture = next((node for node in sorted(below) if node[0] == "f" and node not in self._closed), None)
            # A failure needs no proof: it is told at once, before the run can be killed.
            if open_fixture is None or row[1] == Outcome.FAILED:
                complete.append(self._record(row, below))
            else:
                self._held_by[row[0]] = open_fixture
                waiting.append(row)
        self._waiting = waiting
        return complete

    def _below(self, node: str) -> frozenset[str]:
        """Return what a test rests on, with the values that it gets at and reads over several of its nodes."""
        below = self._nodes.below(node)
        if not self._kept.distant:
            return below
        while new := self._readers.of_test(node, below) - below - {node}:
            below = below.union(*map(self._nodes.reach, new)) - {node}
        return below

    def _record(self, row: tuple[str, str, float], below: frozenset[str]) -> Record:
        node, outcome, duration = row
        shared, resting = self._join(below)
        own, modules = self._own(node)
        further = self._levels.claims(self._modules.closure(modules - resting) - resting)
        if node not in self._nodes.referred:
            self.told.entered.pop(node, None)
        sets = shared.union((own, further)) - _EMPTY
        return Record(node[2:], Outcome(outcome), duration, sets)

    def _join(self, nodes: frozenset[str]) -> tuple[frozenset[ClaimSet], frozenset[str]]:
        """Return the claim sets of nodes, and the modules that they rest on: the tests of a class share the answer."""
        known = self._joined.get(nodes)
        if known is None:
            shared = self._nodes.reach(SHARED)
            sets, resting = self._join(shared) if shared < nodes else (frozenset[ClaimSet](), frozenset[str]())
            further = nodes - shared if sets else nodes
            for node in further - self._settled.keys():
                self._own(node)
            owned = set(map(self._settled.__getitem__, further))
            closures = set(map(_MODULES, owned))
            own = set(map(self._levels.claims, closures)).union(map(_CLAIMS, owned)) - _EMPTY
            known = self._joined[nodes] = sets | own, resting.union(*closures)
        return known

    def _own(self, node: str) -> tuple[ClaimSet, frozenset[str]]:
        """Return what a node itself entered and touched, and the modules that it rests on for that."""
        settled = self._settled.get(node)
        if settled is None:
            settled = self._settled[node] = self._look_up(node)
        return settled

    def _look_up(self, node: str) -> tuple[ClaimSet, frozenset[str]]:
        entered: Set[int] = self.told.entered.get(node, frozenset())
        touched = self.told.touched.get(node, ())
        seen = len(entered), len(touched), len(self._nodes.seen_by(node))
        version = self._modules.version, self._nodes.place_edges, *seen
        before, owned = self._owned.get(node, (None, None))
        if owned is not None and before == version:
            return owned
        shares = self._levels.shares(entered)
        modules = self._nodes.modules(node)
        claims: set[Claim] = set(self._entries.claims(entered))
        claims.update(self._book.touched(touched))
        claims.update(self._distributions.behind(frozenset().union(*(share.foreign for share in shares))))
        if any(share.documented for share in shares):
            claims.update(self._book.level(path, documented=True) for path in self._modules.paths())
        if node == SHARED:
            claims.update(self._unnamed())
        owned = ClaimSet(frozenset(claims)), self._modules.closure(modules.union(*(share.modules for share in shares)))
        if node[0] != "t" and node != SHARED:  # of what is shared is told what all the others import
            self._owned[node] = version, owned
        return owned

    def _analyses(self) -> list[Analysis]:
        found = (self._book.analysis(path) for path in self._modules.paths())
        return [analysis for analysis in found if analysis is not None]

    def _unnamed(self) -> list[Claim]:
        """Return the claims on the loaded distributions that no module of the project imports."""
        entered = {number for numbers in self.told.entered.values() for number in numbers}
        imports = [each for path in self._modules.paths() for each in self._levels.imports(path)]
        imports += [each for number in entered for each in self._book.imports(self.told.places[number])]
        return self._distributions.behind_nobody(self.told.foreign, self._modules.foreign(imports))
