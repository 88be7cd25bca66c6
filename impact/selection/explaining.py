"""Why a test runs, or rests: which of the dependencies of its nearest record are not as they were."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from impact.map.reader import MapReader
from impact.map.stored import StoredRecord
from impact.model import DOCUMENTATION, LEVEL, WHOLE, Kind
from impact.selection.choice import Choice, Reason, Why
from impact.selection.present import Change, Present, joined

_SHOWN = 3
_NEW = "new: it has never run"
_NOT_KNOWN = "not known: no test of this node id has been recorded here"
_SENTENCES = {
    Kind.CONFIGURATION: "the {} configuration changed",
    Kind.VARIABLE: "the environment variable {} changed",
    Kind.DISTRIBUTION: "the distribution {} changed",
    Kind.TREE: "{}, and the tree changed",
}


@dataclass(frozen=True, slots=True)
class Explanations:
    """For the tests that are asked about, by node id: one sentence each.

    `asked` is None for no test, "" for every impacted one, or the node id of a test, a class or a file.
    """

    asked: str | None = None
    sentences: dict[str, str] = field(default_factory=dict)

    @classmethod
    def gather(
        cls,
        reader: MapReader,
        present: Present,
        choice: Choice,
        records: Mapping[int, StoredRecord],
        asked: str | None,
    ) -> Explanations:
        """Explain every impacted test (`asked` is ""), or the tests whose node ids start as asked; None: no test."""
        if asked is None:
            return cls()
        seeker = _Seeker(reader, present, records)
        sentences = {
            nodeid: seeker.explain(reason) for nodeid, reason in choice.impacted.items() if _is_asked(nodeid, asked)
        }
        if asked:
            sentences |= {
                nodeid: "deselected: nothing that it depends on has changed"
                for nodeid in choice.resting
                if _is_asked(nodeid, asked)
            }
        return cls(asked, sentences)

    def told(self, new: Iterable[str]) -> dict[str, str]:
        """Return the sentences in order, with those on tests that ran and that nobody knew."""
        asked = self.asked
        if asked is None:
            return {}
        told = self.sentences | {nodeid: _NEW for nodeid in new if _is_asked(nodeid, asked)}
        return dict(sorted(told.items())) or ({asked: _NOT_KNOWN} if asked else {})


def _is_asked(nodeid: str, asked: str) -> bool:
    return not asked or nodeid == asked or nodeid.startswith((asked + "[", asked + "::"))


class _Seeker:
    """Finds the changes behind the records."""

    def __init__(self, reader: MapReader, present: Present, records: Mapping[int, StoredRecord]) -> None:
        self._reader, self._present, self._records = reader, present, records
        self._by_set: dict[int, list[Change]] = {}

    def explain(self, reason: Reason) -> str:
        if reason.why is Why.UNKNOWN or reason.record is None:
            return _NEW
        changes = joined(change for each in self._records[reason.record].sets for change in self._changes(each))
        told = "; ".join(describe(change) for change in changes[:_SHOWN])
        if len(changes) > _SHOWN:
            told += f"; and {len(changes) - _SHOWN} more"
        if reason.why is Why.FAILED:
            return f"failed when it last ran{'; since then: ' + told if told else ''}"
        return told or "its record is incomplete"

    def _changes(self, set_id: int) -> list[Change]:
        if set_id not in self._by_set:
            broken = self._present.broken
            claims = self._reader.claims_in([set_id])
            self._by_set[set_id] = [broken[claim_id] for claim_id, _, _ in claims if claim_id in broken]
        return self._by_set[set_id]


def describe(change: Change) -> str:
    """Say in a few words what changed."""
    dependency = change.dependency
    if dependency.kind in _SENTENCES:
        return _SENTENCES[dependency.kind].format(dependency.place)
    if dependency.kind is Kind.DIRECTORY:
        names = [posixpath.normpath(f"{dependency.place}/{each}") for each in change.aspects if each != WHOLE]
        return f"{', '.join(names[:_SHOWN]) or f'a name in {dependency.place}'} came or went"
    if change.absent:
        return f"{dependency.place} is gone"
    blocks = [aspect for aspect in change.aspects if aspect not in (LEVEL, WHOLE, DOCUMENTATION)]
    told = [f"{', '.join(blocks[:_SHOWN])}{' and more' if len(blocks) > _SHOWN else ''}"] if blocks else []
    if change.reasons:
        return f"{dependency.place}: {'; '.join([*[f'{each} changed' for each in told], *change.reasons[:_SHOWN]])}"
    if LEVEL in change.aspects:
        told.append("its module level")
    elif DOCUMENTATION in change.aspects:
        told.append("its docstrings")
    if not told:
        return f"{dependency.place} changed"
    return f"{dependency.place}: {' and '.join(told)} changed"
