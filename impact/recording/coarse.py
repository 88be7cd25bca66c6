"""Counting the tests that rest on more than they use because something could not be understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from impact.model import WHOLE, Claim, ClaimSet, Kind, Record

_TREE = "on the whole tree, for what could not be recorded"
_FILES = "on whole source files, for code that these do not show"


class CoarseRecords:
    """Counts by reason. What costs precision is seen here, and `--impacted-explain` names it for each test."""

    def __init__(self) -> None:
        self._tests: dict[str, frozenset[str]] = {}
        self._reasons: dict[ClaimSet, frozenset[str]] = {}

    def add(self, records: Iterable[Record]) -> None:
        """Take in records; a test that is recorded again counts by its last."""
        for record in records:
            if "::" in record.test:
                found = frozenset(reason for each in record.claim_sets for reason in self._of(each))
                if found or record.test in self._tests:
                    self._tests[record.test] = found

    def told(self) -> str:
        """Return what was counted, as a sentence; nothing where all is understood."""
        counted = Counter(reason for reasons in self._tests.values() for reason in reasons)
        if not counted:
            return ""
        parts = [
            f"{number:,} {'test rests' if number == 1 else 'tests rest'} {reason}"
            for reason, number in sorted(counted.items())
        ]
        return f"{'; '.join(parts)}."

    def _of(self, claims: ClaimSet) -> frozenset[str]:
        known = self._reasons.get(claims)
        if known is None:
            known = self._reasons[claims] = frozenset(filter(None, map(_reason, claims.claims)))
        return known


def _reason(claim: Claim) -> str:
    if claim.dependency.kind is Kind.TREE:
        return _TREE
    if claim.dependency.kind is Kind.SOURCE and any(aspect == WHOLE for aspect, _ in claim.facts):
        return _FILES
    return ""
