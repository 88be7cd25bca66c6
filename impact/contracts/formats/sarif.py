"""`--format sarif`: a result for each chain, at the import with which it begins.

SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from impact.contracts.model import Chain, Report, Verdict
from impact.contracts.sights import Sights
from impact.contracts.telling import headline

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report, sights: Sights) -> str:
    """Return the report as SARIF."""
    rules = [
        {"id": verdict.id, "name": verdict.name, "shortDescription": {"text": verdict.name}}
        for verdict in report.verdicts
    ]
    results = [result for verdict in report.verdicts for result in _results(verdict, sights)]
    faults = [f"{verdict.name}: {verdict.error}" for verdict in report.verdicts if verdict.error is not None]
    return _log(rules, results, [*faults, *report.faults], list(report.warnings))


def render_error(message: str) -> str:
    """Return that nothing could be judged, as SARIF."""
    return _log([], [], [message], [])


def _log(rules: list[dict[str, Any]], results: list[dict[str, Any]], faults: list[str], warnings: list[str]) -> str:
    notifications = [
        *({"level": "error", "message": {"text": fault}} for fault in faults),
        *({"level": "warning", "message": {"text": warning}} for warning in warnings),
    ]
    run = {
        "tool": {"driver": {"name": "impact contracts", "rules": rules}},
        "invocations": [{"executionSuccessful": not faults, "toolConfigurationNotifications": notifications}],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _results(verdict: Verdict, sights: Sights) -> Iterator[dict[str, Any]]:
    for violation in verdict.violations:
        for chain in violation.chains:
            message = " ".join([headline(violation), " -> ".join(chain)])
            yield _result(verdict, message, _locations(chain, sights))
    configuration = [_location(sights.relative(sights.configuration), 1)]
    for name in verdict.undeclared:
        yield _result(verdict, f"{name} is not listed as a layer, though the contract is exhaustive.", configuration)
    for sentence in (*verdict.stale, *([verdict.report] if verdict.report else ())):
        yield _result(verdict, sentence, configuration)


def _result(verdict: Verdict, message: str, locations: list[dict[str, Any]]) -> dict[str, Any]:
    result = {"ruleId": verdict.id, "level": "error", "message": {"text": message}, "locations": locations[:1]}
    return {**result, "relatedLocations": locations[1:]} if locations[1:] else result


def _locations(chain: Chain, sights: Sights) -> list[dict[str, Any]]:
    found = []
    for importer, imported in itertools.pairwise(chain):
        path = sights.file(importer)
        if path is not None:
            lines = sights.lines(importer, imported)
            found.append(_location(path, lines[0] if lines else 1))
    return found


def _location(path: str, line: int) -> dict[str, Any]:
    from urllib.parse import quote

    return {"physicalLocation": {"artifactLocation": {"uri": quote(path)}, "region": {"startLine": line}}}
