"""`--format text`: a line for each contract, and below it what breaks it, with lines."""

from __future__ import annotations

from collections.abc import Iterator

from impact.contracts.model import Report, Verdict
from impact.contracts.sights import Sights
from impact.contracts.telling import WORDS, details, summary


def render(report: Report, sights: Sights) -> str:
    """Return the report as text."""
    return "\n".join(_report(report, sights))


def render_error(message: str) -> str:
    """Return that nothing could be judged."""
    return message


def _report(report: Report, sights: Sights) -> Iterator[str]:
    for verdict in report.verdicts:
        yield f"{WORDS[verdict.kept]}  {verdict.name}{_remarks(verdict)}"
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


def _remarks(verdict: Verdict) -> str:
    counts = {"ignored": verdict.ignored, "frozen": verdict.frozen, "warnings": len(verdict.warnings)}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f" ({told})" if told else ""
