"""Why a test runs, or rests: which of the dependencies of its nearest record are not as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from impact.map.reader import MapReader, StoredRecord
from impact.model import ABSENT, DOCUMENTATION, LEVEL, WHOLE, Dependency, Kind, Sighting
from impact.selection.choice import Choice, Reason, Why
from impact.selection.present import Change, Present, differing, present_facts
from impact.tree import look

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Explanations:
    """For some tests, by node id: one sentence each."""

    sentences: dict[str, str] = field(default_factory=dict)

    @classmethod
    def gather(
        cls, reader: MapReader, present: Present, choice: Choice, records: Mapping[int, StoredRecord],
        path_of: Callable[[str], str], asked: str | None,
    ) -> Explanations:
        """Explain every impacted test (`asked` is ""), or the tests whose node ids start as asked; None: no test."""
        if asked is None:
            return cls()
        seeker = _Seeker(reader, present, records, path_of)
        sentences = {nodeid: seeker.explain(reason) for nodeid, reason in choice.impacted.items()
                     if _is_asked(nodeid, asked)}
        if asked:
            sentences |= {nodeid: "deselected: nothing that it depends on has changed" for nodeid in choice.resting
                          if _is_asked(nodeid, asked)}
            if not sentences:
                sentences[asked] = "not known: no test of this node id has been recorded here"
        return cls(dict(sorted(sentences.items())))


def _is_asked(nodeid: str, asked: str) -> bool:
    return not asked or nodeid == asked or nodeid.startswith((asked + "[", asked + "::"))


class _Seeker:
    """Finds the changes behind the records, looking at each dependency once."""

    def __init__(
        self, reader: MapReader, present: Present, records: Mapping[int, StoredRecord], path_of: Callable[[str], str]
    ) -> None:
        self._reader, self._present, self._records, self._path_of = reader, present, records, path_of
        self._facts: dict[Dependency, Mapping[str, str]] = {}
        self._by_set: dict[int, frozenset[Change]] = {}

    def explain(self, reason: Reason) -> str:
        if reason.why is Why.UNKNOWN or reason.record is None:
            return "new: it has never run"
        changes = sorted({change for each in self._records[reason.record].sets for change in self._changes(each)})
        told = "; ".join(describe(change) for change in changes[:_SHOWN])
        if len(changes) > _SHOWN:
            told += f"; and {len(changes) - _SHOWN} more"
        if reason.why is Why.FAILED:
            return f"failed when it last ran{'; since then: ' + told if told else ''}"
        return told or "its record is incomplete"

    def _changes(self, set_id: int) -> frozenset[Change]:
        if set_id not in self._by_set:
            self._by_set[set_id] = frozenset(
                self._change(dependency, claimed)
                for claim_id, dependency, claimed in self._reader.claims_in([set_id])
                if claim_id in self._present.stale
            )
        return self._by_set[set_id]

    def _change(self, dependency: Dependency, claimed: Mapping[str, str]) -> Change:
        sighting = self._present.sightings.get(dependency, Sighting(ABSENT))
        if dependency not in self._facts:
            if sighting.content != ABSENT and dependency.kind in (Kind.SOURCE, Kind.FILE):
                sighting = look(self._path_of(dependency.place), sighting)
            self._facts[dependency] = present_facts(dependency, sighting, self._path_of)
        different = differing(claimed, self._facts[dependency])
        return Change(dependency, tuple(sorted(different)), sighting.content == ABSENT)


def describe(change: Change) -> str:
    """Say in a few words what changed."""
    dependency = change.dependency
    if dependency.kind is Kind.CONFIGURATION:
        return f"the {dependency.place} configuration changed"
    if change.absent:
        return f"{dependency.place} is gone"
    blocks = [aspect for aspect in change.aspects if aspect not in (LEVEL, WHOLE, DOCUMENTATION)]
    told = [f"{', '.join(blocks[:_SHOWN])}{' and more' if len(blocks) > _SHOWN else ''}"] if blocks else []
    if LEVEL in change.aspects:
        told.append("its module level")
    elif DOCUMENTATION in change.aspects:
        told.append("its docstrings")
    if not told:
        return f"{dependency.place} changed"
    return f"{dependency.place}: {' and '.join(told)} changed"
