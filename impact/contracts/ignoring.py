"""Imports that a contract ignores, each with a reason and a last day if its author gave them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from impact.contracts.errors import ContractMisconfigured
from impact.contracts.expressions import check_expression, match_imports
from impact.contracts.graph import ImportGraph

_REMARK = re.compile(r"(?:until (?P<expires>\d{4}-\d\d-\d\d))?\s*:?\s*(?P<reason>.*)", re.DOTALL)
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class IgnoredImport:
    """Imports that are let through: `importer` and `imported` are expressions, `expires` is the last day (ISO 8601)."""

    importer: str
    imported: str
    reason: str = ""
    expires: str = ""

    def __str__(self) -> str:
        return f"{self.importer} -> {self.imported}"


@dataclass(frozen=True, slots=True)
class Ignorance:
    """A graph without the ignored imports, how many they were, and what is odd about the list."""

    graph: ImportGraph
    count: int
    warnings: tuple[str, ...]


def ignored_import(raw: object) -> IgnoredImport:
    """Read `a -> b`, `a -> b # until 2027-01-31: why`, or a table of `import`, `reason` and `expires`."""
    if isinstance(raw, dict):
        strange = sorted(set(raw) - {"import", "reason", "expires"})
        if strange or "import" not in raw:
            raise ContractMisconfigured(f"{raw} must have 'import', and may have 'reason' and 'expires'.")
        given, reason, expires = (str(raw.get(key, "")) for key in ("import", "reason", "expires"))
    else:
        given, _, remark = str(raw).partition("#")
        found = _REMARK.fullmatch(remark.strip())
        reason, expires = (found["reason"], found["expires"] or "") if found else (remark.strip(), "")
    importer, arrow, imported = (part.strip() for part in given.partition("->"))
    if not (importer and arrow and imported):
        raise ContractMisconfigured(f"'{given.strip()}' must have the form 'importer -> imported'.")
    if expires and not _DAY.fullmatch(expires):
        raise ContractMisconfigured(f"'{given.strip()}' expires on '{expires}', which is no day like 2027-01-31.")
    return IgnoredImport(check_expression(importer), check_expression(imported), reason, expires)


def ignore(graph: ImportGraph, entries: Sequence[IgnoredImport], alerting: str, today: str) -> Ignorance:
    """Take ignored imports away. Those whose last day is before `today` (ISO 8601) are ignored no longer.

    `alerting` tells what an entry that matches nothing is: "error", "warn" or "none". Raises ContractMisconfigured.
    """
    matched: set[tuple[int, int]] = set()
    unmatched, expired = [], []
    for entry in dict.fromkeys(entries):
        found = match_imports(graph, entry.importer, entry.imported)
        if not found:
            unmatched.append(f"No matches for ignored import {entry}.")
        elif entry.expires and entry.expires < today:
            expired.append(f"Ignored import {entry} expired on {entry.expires}: it counts again.")
        else:
            matched.update(found)
    if unmatched and alerting == "error":
        raise ContractMisconfigured(" ".join(unmatched) + " Take it out, or fix the names.")
    warnings = unmatched if alerting == "warn" else []
    return Ignorance(graph.without(matched), len(matched), tuple(warnings + expired))


def require_reasons(entries: Sequence[IgnoredImport]) -> None:
    """Raise ContractMisconfigured if an entry has no reason, or no last day."""
    lacking = [str(entry) for entry in entries if not (entry.reason and entry.expires)]
    if lacking:
        raise ContractMisconfigured(f"ignore_imports: a reason and a last day are required for {', '.join(lacking)}.")
