"""The ledger of one process: it joins the deltas of a scribe and makes records of the tests that are complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from typing import NamedTuple

from impact.installed import TOOLS, Installed
from impact.model import WHOLE, Claim, ClaimSet, Dependency, Kind, Outcome, Record
from impact.recording.claims import Analyses, ClaimBook, claims_on
from impact.recording.delta import SHARED, Delta, module_node, place_node
from impact.recording.kept import KeptValues, called_by_name, givers, reachable
from impact.recording.modules import ModuleGraph
from impact.recording.nodes import NodeGraph
from impact.recording.places import Place
from impact.recording.value_readers import ValueReaders
from impact.source.analysis import Analysis, Sort
from impact.source.mentions import DOCUMENTATION_LIBRARIES


class _Share(NamedTuple):
    """What whoever enters a place rests on: modules, top-level imports from outside, and whether on all docstrings."""

    modules: Set[str]
    foreign: Set[str]
    documented: bool


class Ledger:
    """What a process told so far. A test is complete when every wide fixture that it rests on is torn down.

    `unsteady` are the paths that were imported with more than one content: nothing that rests on them is kept.
    """

    def __init__(self, analyses: Analyses, installed: Installed) -> None:
        self.contents: dict[str, str] = {}
        self.unsteady: set[str] = set()
        self._book = ClaimBook(analyses, lambda path: self.contents.get(path, ""))
        self._kept = KeptValues(self._analyses, self._globals_of)
        self._modules = ModuleGraph(self._level_imports, self._run_at_import)
        self._installed = installed
        self._foreign: set[str] = set()
        self._places: list[Place] = []
        self._entered: defaultdict[str, set[int]] = defaultdict(set)
        self._touched: defaultdict[str, set[tuple[str, str, str, str]]] = defaultdict(set)
        self._readers = ValueReaders(self._kept, self._entered, self._places, self._book.block)
        self._nodes = NodeGraph(lambda node: self._readers.of([node]))
        self._by_distribution: dict[str, Claim] = {}
        self._own_globals: dict[str, frozenset[str]] = {}
        self._imports: dict[str, tuple[tuple[int, int, int], Set[str]]] = {}
        self._closed: set[str] = set()
        self._held_by: dict[str, str] = {}
        self._waiting: list[tuple[str, str, float]] = []
        self.new: set[str] = set()
        self.gone: set[str] = set()
        self._joined: dict[frozenset[str], tuple[frozenset[ClaimSet], frozenset[str]]] = {}
        self._shares: dict[int, tuple[tuple[int, int], _Share]] = {}
        self._sets: dict[tuple[str, int], tuple[ClaimSet, frozenset[str]]] = {}
        self._levels: dict[frozenset[str], ClaimSet] = {}

    def absorb(self, delta: Delta) -> None:
        """Take in the news of the process."""
        self._places.extend((path, qualname, line) for path, qualname, line in delta["places"])
        for path, loads in delta["modules"].items():
            for name, is_package, content in loads:
                if self.contents.setdefault(path, content) != content:
                    self.unsteady.add(path)
                self._modules.add(path, name, is_package)
        for node, numbers in delta["entered"].items():
            self._entered[node].update(numbers)
        for node, touched in delta["touched"].items():
            self._touched[node].update((kind, place, aspect, seen) for kind, place, aspect, seen in touched)
        for node, path, name, ways in delta["kept"]:
            self._kept.add(node, path, name, ways)
        for node, other in delta["edges"]:
            self._connect(node, other)
        if delta["modules"] or delta["kept"]:
            self._kept.refresh()
        for node, filler, numbers, given, is_memo in delta["filled"]:
            self._fill(node, filler, numbers, given, is_memo)
        self._foreign.update(delta["foreign"])
        self._closed.update(delta["closed"])
        self.new.update(delta["new"])
        self.gone.update(delta["gone"])
        self._waiting.extend((node, outcome, duration) for node, outcome, duration in delta["outcomes"])

    def _fill(self, value: str, node: str, numbers: Iterable[int], given: Iterable[int], is_memo: bool) -> None:
        """Book to a kept value what the places that filled it can have run, of all that ran for a node.

        Of a memo it is what they call by name: memos are everywhere, and what else they might have called would join
        the tests of a whole suite.
        """
        blocks = {number: self._book.block(self._places[number]) for number in self._entered[node]}
        if is_memo:
            self._entered[value].update(called_by_name(blocks, numbers))
            self._touched[value].update(self._touched[node])
            return
        starts = {*numbers, *givers(blocks, given, self._kept.meant_by)}
        self._entered[value].update(reachable(blocks, starts, self._kept.meant_by))
        self._touched[value].update(self._touched[node])
        for path in self._nodes.modules(node):
            self._connect(value, module_node(path))

    def _connect(self, node: str, other: str) -> None:
        if node[0] == other[0] == "m":
            self._modules.connect(node[2:], other[2:])
        self._nodes.connect(node, other)

    def records(self) -> list[Record]:
        """Return the records of the tests that have become complete since the last call."""
        self._nodes.settle()
        self._joined.clear()
        self._readers.settle()
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
        known = self._readers.together(below)
        own = self._readers.together(frozenset({node}))
        while new := self._readers.read_by([known, own]) - below - {node}:
            below = below.union(*map(self._nodes.reach, new)) - {node}
            known = self._readers.together(below)
        return below

    def _record(self, row: tuple[str, str, float], below: frozenset[str]) -> Record:
        node, outcome, duration = row
        shared, resting = self._join(below)
        own, modules = self._own(node)
        sets = {own, *shared}
        if not modules <= resting:
            sets.add(self._level_set(self._modules.closure(modules - resting) - resting))
        if node not in self._nodes.referred:
            self._entered.pop(node, None)
        return Record(node[2:], Outcome(outcome), duration, frozenset(each for each in sets if each.claims))

    def _join(self, nodes: frozenset[str]) -> tuple[frozenset[ClaimSet], frozenset[str]]:
        """Return the claim sets of nodes, and the modules that they rest on: the tests of a class share the answer."""
        known = self._joined.get(nodes)
        if known is None:
            owned = [self._own(node) for node in nodes]
            levels = {self._level_set(modules) for _, modules in owned if modules}
            modules = frozenset().union(*(modules for _, modules in owned))
            known = self._joined[nodes] = frozenset({claims for claims, _ in owned} | levels), modules
        return known

    def _own(self, node: str) -> tuple[ClaimSet, frozenset[str]]:
        """Return what a node itself entered and touched, and the modules that it rests on for that."""
        entered, touched = self._entered.get(node, set()), self._touched.get(node, ())
        key = (node, self._modules.version * 1_000_003 + len(entered) + len(touched))
        known = self._sets.get(key) if node[0] != "t" else None
        if known is not None:
            return known
        shares = [self._share(number) for number in entered]
        modules = self._nodes.modules(node)
        claims: set[Claim] = set(self._book.blocks(self._places[number] for number in entered))
        claims.update(claims_on(touched))
        claims.update(self._distributions(frozenset().union(*(share.foreign for share in shares))))
        if any(share.documented for share in shares):
            claims.update(self._book.level(path, documented=True) for path in self._modules.paths())
        if node == SHARED:
            claims.update(self._distributions_of_nobody())
        known = ClaimSet(frozenset(claims)), self._modules.closure(modules.union(*(share.modules for share in shares)))
        if node[0] != "t":
            self._sets[key] = known
        return known

    def _share(self, number: int) -> _Share:
        """Return what entering a place brings with it besides the claim on its block."""
        seen = self._nodes.modules(place_node(number))
        key = self._modules.version, len(seen)
        known = self._shares.get(number)
        if known is None or known[0] != key:
            place = self._places[number]
            imports = self._book.imports(place)
            modules = {place[0]} | seen | self._modules.resolve(place[0], imports)
            documented = self._book.reads_documentation(place)
            known = self._shares[number] = key, _Share(modules, self._modules.foreign(imports), documented)
        return known[1]

    def _level_set(self, modules: frozenset[str]) -> ClaimSet:
        """Return the claims on the levels of modules, with what ran while they were imported."""
        known = self._levels.get(modules)
        if known is None:
            claims = {self._book.level(path) for path in modules}
            if not self._foreign.isdisjoint(DOCUMENTATION_LIBRARIES):
                claims.update(self._book.level(path, documented=True) for path in modules)
            entered = {number for path in modules for number in self._entered_at_import(path)}
            claims.update(self._book.blocks(self._places[number] for number in entered))
            claims.update(
                self._distributions(
                    self._modules.foreign(each for path in modules for each in self._level_imports(path))
                )
            )
            for node in {node for path in modules for node in self._at_import(path)}:
                claims.update(claims_on(self._touched.get(node, ())))
            known = self._levels[modules] = ClaimSet(frozenset(claims))
        return known

    def _analyses(self) -> list[Analysis]:
        found = (self._book.analysis(path) for path in self._modules.paths())
        return [analysis for analysis in found if analysis is not None]

    def _distributions(self, tops: Iterable[str]) -> list[Claim]:
        return [self._distribution(name) for name in self._installed.behind(tops)]

    def _distribution(self, name: str) -> Claim:
        if name not in self._by_distribution:
            dependency = Dependency(Kind.DISTRIBUTION, name)
            self._by_distribution[name] = Claim(dependency, frozenset({(WHOLE, self._installed.identity(name))}))
        return self._by_distribution[name]

    def _distributions_of_nobody(self) -> list[Claim]:
        """Return the loaded distributions that no module of the project imports: a framework or a plugin did."""
        entered = {number for numbers in self._entered.values() for number in numbers}
        imports = [each for path in self._modules.paths() for each in self._level_imports(path)]
        imports += [each for number in entered for each in self._book.imports(self._places[number])]
        named = self._installed.behind(self._modules.foreign(imports))
        return [self._distribution(name) for name in self._installed.behind(self._foreign) - named - TOOLS]

    def _run_at_import(self, path: str) -> set[str]:
        """Return the modules that one rests on for what ran while it was imported."""
        kept = self._at_import(path) - {f"m:{path}"}
        imported = {each for node in kept for each in self._nodes.modules(node)}
        return imported.union(*(self._share(number).modules for number in self._entered_at_import(path)))

    def _entered_at_import(self, path: str) -> set[int]:
        return {number for node in self._at_import(path) for number in self._entered.get(node, ())}

    def _at_import(self, path: str) -> Set[str]:
        """Return the nodes for which a module's import ran: its own, and kept values that it computed or read."""
        version = self._kept.version, self._nodes.version, len(self._entered.get(f"m:{path}", ()))
        known = self._imports.get(path)
        if known is None or known[0] != version:
            found, pending = {f"m:{path}"}, [f"m:{path}"]
            while pending:
                each = pending.pop()
                new = {other for other in self._nodes.seen_by(each) if other[0] == "k"} | self._readers.of([each])
                pending.extend(new - found)
                found |= new
            known = self._imports[path] = version, found
        return known[1]

    def _globals_of(self, path: str) -> Set[str]:
        """Return the names that a module binds itself, other than by an import."""
        known = self._own_globals.get(path)
        if known is None:
            analysis = self._book.analysis(path)
            own = (
                [each for each in analysis.statements if not each.owner and each.sort is not Sort.IMPORT]
                if analysis
                else []
            )
            known = self._own_globals[path] = frozenset(name for each in own for name in each.binds)
        return known

    def _level_imports(self, path: str) -> tuple[str, ...]:
        analysis = self._book.analysis(path)
        return analysis.imports if analysis is not None else ()
