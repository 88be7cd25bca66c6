"""What is found of module levels that changed: which claims are broken, for whom, and which hold all the same."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Edit:
    """One earlier module level, held against the present one: the claims on it, and who can tell.

    Of the records that rest on one of `claims`, those are impacted that also rest on a telling claim, or whose own
    name is among `identifiers`, or that rest on a claim of both kinds: `searching` finds names unspelled in what it
    holds, `finding` shows that the record may hold what has the name.
    """

    claims: set[int] = field(default_factory=set)
    telling: set[int] = field(default_factory=set)
    searching: set[int] = field(default_factory=set)
    finding: set[int] = field(default_factory=set)
    identifiers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Verdict:
    """On claims whose only difference is the module level.

    - `hard`: every record that rests on them is impacted.
    - `edits`: what only some records can tell.
    - `idle`: nobody can tell: they hold all the same.
    """

    hard: set[int] = field(default_factory=set)
    edits: list[Edit] = field(default_factory=list)
    idle: set[int] = field(default_factory=set)
    reasons: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def soft(self) -> set[int]:
        """The claims that some records can tell."""
        return {claim_id for edit in self.edits for claim_id in edit.claims}
