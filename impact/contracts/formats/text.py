"""`--format text`: a line for each contract, and below it what breaks it, with lines."""

from __future__ import annotations

from collections.abc import Iterator

from impact.contracts.graph import ImportGraph
from impact.contracts.model import Report, Verdict, Violation

_WORDS = {True: "KEPT", False: "BROKEN", None: "MISCONFIGURED"}


def render(report: Report, graph: ImportGraph) -> str:
    """Return the report as text."""
    return "\n".join(_report(report, graph))


def render_error(message: str) -> str:
    """Return that nothing could be judged."""
    return message


def _report(report: Report, graph: ImportGraph) -> Iterator[str]:
    for verdict in report.verdicts:
        yield f"{_WORDS[verdict.kept]}  {verdict.name}{_remarks(verdict)}"
    for verdict in report.verdicts:
        if verdict.kept is not True:
            yield ""
            yield from _details(verdict, graph)
    warnings = [f"{verdict.name}: {each}" for verdict in report.verdicts for each in verdict.warnings]
    if warnings or report.warnings:
        yield ""
        yield from (f"warning: {each}" for each in (*report.warnings, *warnings))
    if report.faults:
        yield ""
        yield from (f"unreadable: {each}" for each in report.faults)
    yield ""
    yield _summary(report)


def _summary(report: Report) -> str:
    counts = {word: sum(verdict.kept is state for verdict in report.verdicts) for state, word in _WORDS.items()}
    told = ", ".join(f"{count} {word.lower()}" for word, count in counts.items() if count or word != "MISCONFIGURED")
    return f"Contracts: {told}. {report.modules:,} modules, {report.edges:,} imports."


def _remarks(verdict: Verdict) -> str:
    counts = {"ignored": verdict.ignored, "frozen": verdict.frozen, "warnings": len(verdict.warnings)}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f" ({told})" if told else ""


def _details(verdict: Verdict, graph: ImportGraph) -> Iterator[str]:
    yield f"{verdict.name}"
    if verdict.error is not None:
        yield f"  can't be judged: {verdict.error}"
    for violation in verdict.violations:
        yield f"  {headline(violation)}"
        for chain in violation.chains:
            start = "  - "
            for importer, imported in zip(chain, chain[1:], strict=False):
                yield f"  {start}{importer} -> {imported}{_lines(graph, importer, imported)}"
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


def _lines(graph: ImportGraph, importer: str, imported: str) -> str:
    places = [place for _, place in graph.evidence(importer, imported)]
    told = ", ".join(f"l.{place}" if isinstance(place, int) else place for place in dict.fromkeys(places))
    return f" ({told})" if told else ""
