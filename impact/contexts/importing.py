"""From a measured suite to records that are safe though contexts do not tell everything."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from impact.contexts.conservative import STARTS_PROGRAMS, claims_for_everyone
from impact.contexts.measured import Context, MeasuredFile
from impact.contexts.outcomes import Ended
from impact.contexts.reachable import Imports
from impact.contexts.spans import Spans
from impact.model import (
    LEVEL,
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
    file_of,
)
from impact.recording.analyses import AnalysisShelf
from impact.recording.territory import Territory
from impact.source.analysis import Analysis
from impact.tree import look, look_at_folder, read
from impact.tree_state import TreeState

_SHARED_PHASES = ("setup", "teardown")


@dataclass(slots=True)
class Suite:
    """What was measured, by place.

    - `executed`: for each test the sources that it executed. `starting`: tests that may have started a program.
    - `early`: for each source the blocks, "" for the module level, that ran outside of tests, or to set one up.
    - `late`: sources whose module level ran for a test: it imported them, and later tests found them done.
    """

    sources: set[str] = field(default_factory=set)
    executed: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    early: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    late: set[str] = field(default_factory=set)
    starting: set[str] = field(default_factory=set)


class Importer:
    """Makes the batch of one import. `territory` is that of the project, `configured` the id of its configuration."""

    def __init__(self, territory: Territory, environment: Environment, configured: str) -> None:
        self._territory, self._environment, self._configured = territory, environment, configured
        self._shelf = AnalysisShelf(territory.path, lambda _: None)
        self._contents: dict[str, str] = {}
        self._sets: dict[frozenset[str], ClaimSet] = {}
        self._suite = Suite()

    def take(self, measured: MeasuredFile) -> None:
        """Take in one file."""
        place = self._territory.place(measured.path)
        if place is None:
            return
        suite, spans, analysis = self._suite, self._spans(place), self._analysis(place)
        suite.sources.add(place)
        starting = {each.name for each in analysis.blocks if each.mentions & STARTS_PROGRAMS} if analysis else {""}
        for line, contexts in measured.lines.items():
            owner = spans.owner(line) if spans else ""
            imports = spans is None or spans.is_import(line)
            for context in contexts:
                self._take_line(place, owner, imports, context)
                if context is not None and (owner in starting):
                    suite.starting.add(context.nodeid)

    def _take_line(self, place: str, owner: str, imports: bool, context: Context | None) -> None:
        if context is None:
            self._suite.early[place].add(owner)
            return
        self._suite.executed[context.nodeid].add(place)
        if imports:
            self._suite.late.add(place)
        elif owner and context.phase in _SHARED_PHASES:
            self._suite.early[place].add(owner)

    @property
    def tests(self) -> list[str]:
        """The tests that were measured."""
        return sorted(self._suite.executed)

    def batch(self, ended: dict[str, Ended], tree: TreeState) -> Batch:
        """Return the records of the tests of which it is known how they ended; a skip tells too little to be one."""
        suite, places = self._suite, [*tree.places()]
        python = {place for place in places if place.endswith(".py")} | suite.sources
        imports = Imports(python, self._analysis)
        test_files = {file_of(nodeid) for nodeid in suite.executed}
        files = [place for place in places if place not in suite.sources | test_files and not _is_conftest(place)]
        root = self._territory.root
        everyone = set(claims_for_everyone(root, files, suite.sources, self._analysis, self._configured))
        everyone.update(self._early_claims())
        everyone.update(self._whole(place) for place in imports.closure(suite.late))
        shared = ClaimSet(frozenset(everyone))
        whole_tree = ClaimSet(frozenset({_tree_claim(tree)}))
        records = []
        for nodeid, how in sorted(ended.items()):
            if how.outcome not in (Outcome.PASSED, Outcome.FAILED):
                continue
            starts = {*_surroundings(file_of(nodeid), python), *suite.executed[nodeid]}
            sets = {shared, self._set(imports.closure(starts))} | (
                {whole_tree} & _if(nodeid in suite.starting, whole_tree)
            )
            records.append(Record(nodeid, how.outcome, how.seconds, frozenset(sets)))
        sightings = dict(
            self._sightings(claim for record in records for each in record.claim_sets for claim in each.claims)
        )
        return Batch(self._environment, tuple(records), sightings, self._shelf.made)

    def _early_claims(self) -> Iterator[Claim]:
        for place, owners in self._suite.early.items():
            analysis = self._analysis(place)
            if analysis is None:
                yield self._whole(place)
                continue
            facts = {(each.name, each.fingerprint) for each in analysis.blocks if each.name in owners}
            if "" in owners:
                yield Claim(Dependency(Kind.SOURCE, place), frozenset({(LEVEL, analysis.level)}))
            if facts:
                yield Claim(Dependency(Kind.SOURCE, place), frozenset(facts))

    def _set(self, places: frozenset[str]) -> ClaimSet:
        if places not in self._sets:
            self._sets[places] = ClaimSet(frozenset(map(self._whole, places)))
        return self._sets[places]

    def _whole(self, place: str) -> Claim:
        return Claim(Dependency(Kind.SOURCE, place), frozenset({(WHOLE, self._content(place))}))

    def _content(self, place: str) -> str:
        if place not in self._contents:
            self._contents[place] = read(self._territory.path(place))[1].content
        return self._contents[place]

    def _analysis(self, place: str) -> Analysis | None:
        return self._shelf.find(place, self._content(place))

    def _spans(self, place: str) -> Spans | None:
        source, analysis = read(self._territory.path(place))[0], self._analysis(place)
        return Spans(source, analysis) if source is not None and analysis is not None else None

    def _sightings(self, claims: Iterable[Claim]) -> Iterator[tuple[Dependency, Sighting]]:
        for claim in set(claims):
            kind, path = claim.dependency.kind, self._territory.path(claim.dependency.place)
            if kind in (Kind.SOURCE, Kind.FILE):
                yield claim.dependency, look(path)
            elif kind is Kind.DIRECTORY:
                yield claim.dependency, look_at_folder(path)
            else:
                yield claim.dependency, Sighting(dict(claim.facts).get(WHOLE, ""))


def _if(condition: bool, claims: ClaimSet) -> set[ClaimSet]:
    return {claims} if condition else set()


def _tree_claim(tree: TreeState) -> Claim:
    place = "a program may have been started, of which contexts tell nothing"
    return Claim(Dependency(Kind.TREE, place), frozenset({(WHOLE, tree.now())}))


def _is_conftest(place: str) -> bool:
    return place.rpartition("/")[2] == "conftest.py"


def _surroundings(place: str, python: set[str]) -> Iterator[str]:
    """Yield a test file, and the conftests and packages around it."""
    yield place
    folder = place
    while folder:
        folder = folder.rpartition("/")[0]
        for name in ("conftest.py", "__init__.py"):
            path = f"{folder}/{name}" if folder else name
            if path in python:
                yield path


def places_of(root: Path, tree: TreeState) -> list[str]:
    """Return all project files, of which none may have changed since the suite was measured."""
    return [place for place in tree.places() if os.path.lexists(root / place)]
