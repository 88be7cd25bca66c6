"""`--format json`: every verdict with its violations, in canonical order."""

from __future__ import annotations

import json
from typing import Any

from impact.contracts.model import Report, Verdict
from impact.contracts.sights import Sights


def render(report: Report, sights: Sights) -> str:
    """Return the report as JSON."""
    return json.dumps(
        {
            "error": None,
            "contracts": [_contract(verdict) for verdict in report.verdicts],
            "modules": report.modules,
            "imports": report.edges,
            "warnings": list(report.warnings),
            "unreadable": list(report.faults),
        },
        indent=2,
    )


def render_error(message: str) -> str:
    """Return that nothing could be judged, as JSON."""
    return json.dumps({"error": message, "contracts": []}, indent=2)


def _contract(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.id,
        "name": verdict.name,
        "type": verdict.type,
        "kept": verdict.kept,
        "error": verdict.error,
        "violations": [
            {
                "importer": violation.importer,
                "imported": violation.imported,
                "package": violation.package,
                "chains": [list(chain) for chain in violation.chains],
            }
            for violation in verdict.violations
        ],
        "undeclared": list(verdict.undeclared),
        "stale": list(verdict.stale),
        "frozen": verdict.frozen,
        "ignored": verdict.ignored,
        "warnings": list(verdict.warnings),
        "report": verdict.report,
    }
