"""The keeper: it joins what all processes of a run recorded, and hands it on to the map in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from impact.installed import Installed
from impact.model import (
    WHOLE,
    Batch,
    Claim,
    ClaimSet,
    Dependency,
    Environment,
    Kind,
    Outcome,
    Record,
    Sighting,
)
from impact.pycache import forget_bytecode
from impact.recording.analyses import AnalysisShelf
from impact.recording.delta import Delta
from impact.recording.ledger import Ledger
from impact.tree import FolderFacts, look, look_at_folder
from impact.tree_state import CHANGED, TreeState


class Keeper:
    """One ledger per process. Only records of complete tests, whose sources are as they were, reach the map.

    - `known` are the node ids that have a record in this environment.
    - `moved` are the present sightings of dependencies that changed since the map was written, with the digests
      of the claims that hold all the same.
    - `gone` are tests of files that are no longer there.
    - `tree` is that of the project; without it no test is kept that depends on all of it.
    """

    def __init__(
        self,
        environment: Environment,
        shelf: AnalysisShelf,
        path_of: Callable[[str], str],
        known: Iterable[str] = (),
        moved: Mapping[Dependency, tuple[Sighting, frozenset[str]]] | None = None,
        gone: Iterable[str] = (),
        tree: TreeState | None = None,
    ) -> None:
        self.unkept = 0
        self._tree = tree
        self._environment, self._shelf, self._path_of = environment, shelf, path_of
        self._known = set(known)
        self._moved = dict(moved or {})
        self._gone = set(gone)
        self._crashed: set[str] = set()
        self._installed = Installed()
        self._ledgers: dict[str, Ledger] = {}
        self._sightings: dict[Dependency, Sighting] = {}

    def absorb(self, process: str, delta: Delta) -> None:
        """Take in the news of one process of the run."""
        ledger = self._ledgers.get(process)
        if ledger is None:
            ledger = self._ledgers[process] = Ledger(self._shelf.find, self._installed)
        ledger.absorb(_with_tree(delta, self._tree))

    def close(self) -> None:
        """Let go of what the processes told: there is no further batch."""
        for ledger in self._ledgers.values():
            ledger.close()
        self._ledgers.clear()

    def crashed(self, nodeid: str) -> None:
        """Note a test that took its process down: it failed, whatever its ledger says."""
        self._crashed.add(nodeid)

    def batch(self) -> Batch | None:
        """Return what is complete and was in no batch before; None where there is nothing to write."""
        inspection = Inspection(self._path_of, self._sightings, self._tree)
        records: list[Record] = []
        new: set[str] = set()
        gone, self._gone = self._gone, set()
        for ledger in self._ledgers.values():
            complete = ledger.records()
            kept = [record for record in complete if inspection.steady(record, ledger)]
            self.unkept += sum("::" in record.test for record in complete) - sum("::" in record.test for record in kept)
            records += kept
            new, ledger.new = new | ledger.new, set()
            gone, ledger.gone = gone | ledger.gone, set()
        self._known.update(record.test for record in records)
        records += [Record(nodeid, Outcome.FAILED, 0.0, frozenset()) for nodeid in sorted(self._crashed)]
        self._crashed = set()
        unrun = [Record(nodeid, Outcome.UNRUN, 0.0, frozenset()) for nodeid in sorted(new - self._known)]
        self._known.update(new)
        return self._batch((*unrun, *records), inspection.sightings, tuple(sorted(gone)))

    def _batch(
        self, records: tuple[Record, ...], sightings: dict[Dependency, Sighting], gone: tuple[str, ...]
    ) -> Batch | None:
        moved, self._moved = self._moved, {}
        holding: dict[Dependency, frozenset[str]] = {}
        for dependency, (sighting, digests) in moved.items():
            if sightings.setdefault(dependency, sighting).content == sighting.content:
                holding[dependency] = digests
        self._sightings.update(sightings)
        if not (records or gone or sightings):
            return None
        analyses, self._shelf.made = self._shelf.made, {}
        return Batch(self._environment, records, sightings, analyses, holding, gone)


def _with_tree(delta: Delta, tree: TreeState | None) -> Delta:
    """Put in the state of the tree when the run began, which the processes that record don't know."""
    for node, touched in delta["touched"].items():
        if any(row[0] == Kind.TREE for row in touched):
            delta["touched"][node] = [
                (kind, place, aspect, tree.at_start(seen) if tree and kind == Kind.TREE else seen)
                for kind, place, aspect, seen in touched
            ]
    return delta


class _Verdicts(NamedTuple):
    """What was found of the claims, and of the claim sets, of one ledger."""

    steady: set[Claim]
    changed: set[Claim]
    steady_sets: set[ClaimSet]
    changed_sets: set[ClaimSet]


class Inspection:
    """One more look, before a batch is written, at everything that its records rest on."""

    def __init__(
        self, path_of: Callable[[str], str], known: Mapping[Dependency, Sighting], tree: TreeState | None = None
    ) -> None:
        self.sightings: dict[Dependency, Sighting] = {}
        self._tree, self._tree_now = tree, ""
        self._path_of, self._known = path_of, known
        self._verdicts: dict[int, _Verdicts] = {}
        self._folders: dict[Dependency, FolderFacts] = {}

    def steady(self, record: Record, ledger: Ledger) -> bool:
        """Whether all that the record rests on is as it was when it was loaded or read."""
        steady, changed, steady_sets, changed_sets = self._verdicts.setdefault(
            id(ledger), _Verdicts(set(), set(), set(), set())
        )
        for each in record.claim_sets - steady_sets - changed_sets:
            # All of them are looked at, whatever the first says: the sightings of all go to the map.
            for claim in each.claims - steady - changed:
                (steady if self._steady_claim(claim, ledger) else changed).add(claim)
            (steady_sets if each.claims <= steady else changed_sets).add(each)
        return record.claim_sets <= steady_sets

    def _steady_claim(self, claim: Claim, ledger: Ledger) -> bool:
        dependency = claim.dependency
        whole = dict(claim.facts).get(WHOLE)
        if dependency.kind is Kind.DIRECTORY:
            return self._steady_folder(claim)
        if dependency.kind is Kind.TREE:
            self._tree_now = self._tree_now or (self._tree.now() if self._tree else CHANGED)
            self.sightings[dependency] = Sighting(self._tree_now)
            return whole == self._tree_now != CHANGED
        if dependency.kind not in (Kind.SOURCE, Kind.FILE):
            self.sightings.setdefault(dependency, Sighting(whole or ""))
            return True
        now = self.sightings.get(dependency)
        if now is None:
            now = look(self._path_of(dependency.place), self._known.get(dependency))
            self.sightings[dependency] = now
        seen = whole or ledger.told.contents.get(dependency.place)
        if now.content != seen:
            # Changed meanwhile, perhaps within the second: the next run must not load what this one compiled.
            forget_bytecode(self._path_of(dependency.place))
        return now.content == seen and dependency.place not in ledger.told.unsteady

    def _steady_folder(self, claim: Claim) -> bool:
        path = self._path_of(claim.dependency.place)
        if claim.dependency not in self.sightings:
            self.sightings[claim.dependency] = look_at_folder(path, self._known.get(claim.dependency))
            self._folders[claim.dependency] = FolderFacts(path)
        now = self._folders[claim.dependency]
        return all(now[aspect] == seen for aspect, seen in claim.facts)
