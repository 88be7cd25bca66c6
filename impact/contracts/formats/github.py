"""`--format github`: workflow commands that annotate the line of each forbidden import in a pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator

from impact.contracts.model import Report, Verdict
from impact.contracts.sights import Sights
from impact.contracts.telling import headline, summary


def render(report: Report, sights: Sights) -> str:
    """Return the report as workflow commands, and a line that sums it up."""
    return "\n".join([*_commands(report, sights), summary(report)])


def render_error(message: str) -> str:
    """Return that nothing could be judged, as a workflow command."""
    return _command("error", message)


def _commands(report: Report, sights: Sights) -> Iterator[str]:
    for verdict in report.verdicts:
        yield from _annotations(verdict, sights)
        for warning in verdict.warnings:
            yield _command("warning", warning, title=verdict.name)
    yield from (_command("warning", warning) for warning in report.warnings)
    yield from (_command("error", fault) for fault in report.faults)


def _annotations(verdict: Verdict, sights: Sights) -> Iterator[str]:
    configuration = sights.relative(sights.configuration)
    for violation in verdict.violations:
        for chain in violation.chains:
            lines = sights.lines(chain[0], chain[1])
            message = f"{headline(violation)} {' -> '.join(chain)}"
            file, line = sights.file(chain[0]) or configuration, str(lines[0] if lines else 1)
            yield _command("error", message, file=file, line=line, title=verdict.name)
    sentences = [f"{name} is not listed as a layer, though the contract is exhaustive." for name in verdict.undeclared]
    sentences += [*verdict.stale, verdict.report, f"can't be judged: {verdict.error}" if verdict.error else ""]
    for sentence in filter(None, sentences):
        yield _command("error", sentence, file=configuration, title=verdict.name)


def _command(level: str, message: str, **properties: str) -> str:
    told = ",".join(
        f"{key}={_escape(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items()
    )
    return f"::{level}{' ' if told else ''}{told}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
