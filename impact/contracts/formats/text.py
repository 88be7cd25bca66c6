"""`--format text`: a line for each contract, and below it what breaks it, with lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from impact.contracts.model import Report, Verdict, Violation
from impact.contracts.sights import Sights

_WORDS = {True: "KEPT", False: "BROKEN", None: "MISCONFIGURED"}


def render(report: Report, sights: Sights) -> str:
    """Return the report as text."""
    return "\n".join(_report(report, sights))


def render_error(message: str) -> str:
    """Return that nothing could be judged."""
    return message


def _report(report: Report, sights: Sights) -> Iterator[str]:
    for verdict in report.verdicts:
        yield f"{_WORDS[verdict.kept]}  {verdict.name}{_remarks(verdict)}"
    for verdict in report.verdicts:
        if verdict.kept is not True:
            yield ""
            yield from details(verdict, sights)
    warnings = [f"{verdict.name}: {each}" for verdict in report.verdicts for each in verdict.warnings]
    if warnings or report.warnings:
        yield ""
        yield from (f"warning: {each}" for each in (*report.warnings, *warnings))
    if report.faults:
        yield ""
        yield from (f"unreadable: {each}" for each in report.faults)
    yield ""
    yield summary(report)


def summary(report: Report) -> str:
    """Return the line that sums the verdicts up."""
    counts = {word: sum(verdict.kept is state for verdict in report.verdicts) for state, word in _WORDS.items()}
    told = ", ".join(f"{count} {word.lower()}" for word, count in counts.items() if count or word != "MISCONFIGURED")
    return f"Contracts: {told}. {report.modules:,} modules, {report.edges:,} imports."


def _remarks(verdict: Verdict) -> str:
    counts = {"ignored": verdict.ignored, "frozen": verdict.frozen, "warnings": len(verdict.warnings)}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f" ({told})" if told else ""


def details(verdict: Verdict, sights: Sights) -> Iterator[str]:
    """Yield the lines that tell what is wrong with one contract."""
    yield f"{verdict.name}"
    if verdict.error is not None:
        yield f"  can't be judged: {verdict.error}"
    for violation in verdict.violations:
        yield f"  {headline(violation)}"
        for chain in violation.chains:
            start = "  - "
            for importer, imported in itertools.pairwise(chain):
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
