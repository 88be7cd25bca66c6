"""The sentences in which a verdict is told, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from impact.contracts.model import Report, Verdict, Violation
from impact.contracts.sights import Sights

WORDS = {True: "KEPT", False: "BROKEN", None: "MISCONFIGURED"}
"""What a contract is, by what its verdict says of `kept`."""


def summary(report: Report) -> str:
    """Return the line that sums the verdicts up."""
    counts = {word: sum(verdict.kept is state for verdict in report.verdicts) for state, word in WORDS.items()}
    told = ", ".join(f"{count} {word.lower()}" for word, count in counts.items() if count or word != "MISCONFIGURED")
    return f"Contracts: {told}. {report.modules:,} modules, {report.edges:,} imports."


def details(verdict: Verdict, sights: Sights) -> Iterator[str]:
    """Yield the lines that tell what is wrong with one contract."""
    yield f"{verdict.name}"
    if verdict.error is not None:
        yield f"  can't be judged: {verdict.error}"
    for violation in verdict.violations:
        yield f"  {headline(violation)}"
        for chain in violation.chains:
            start = "  - "
            for importer, imported in pairwise(chain):
                yield f"  {start}{sights.told(importer, imported)}"
                start = "      "
    if verdict.undeclared:
        yield "  not listed as layers, though the contract is exhaustive:"
        yield from (f"    - {name}" for name in verdict.undeclared)
    yield from (f"  {sentence}" for sentence in verdict.stale)
    if verdict.stale:
        yield "  The baseline may only shrink: `impact contracts freeze --update` takes out what is not needed."
    yield from (f"  {line}" for line in verdict.report.splitlines())
    if verdict.guidance:
        yield from (f"  {line}" for line in verdict.guidance.splitlines())


def headline(violation: Violation) -> str:
    """Return the sentence that tells what is violated."""
    if violation.package is not None:
        return f"The children of {violation.package} import each other in circles; without these imports they don't:"
    if violation.importer is None:
        return f"{violation.imported} is protected, and is imported by:"
    return f"{violation.importer} may not import {violation.imported}:"
