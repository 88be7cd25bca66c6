"""Which contracts need not be judged again: those that were kept when all they look at was as it is now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from impact.contracts.cases import COMMON
from impact.contracts.checking import Project
from impact.contracts.configuration import RawContract, read_kinds
from impact.contracts.custom import custom_types
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.options import read_options
from impact.model import digest

_FILE = "kept.json"


def fingerprint(project: Project, raw: RawContract) -> str | None:
    """Return what changes whenever the verdict on a contract can; None where nobody can tell: it is to be judged."""
    configuration = project.configuration
    if raw.fault or raw.type in custom_types(configuration) or project.snapshot.faults:
        return None
    try:
        common = {option.name: raw.options[option.name] for option in COMMON if option.name in raw.options}
        options = read_options(common, COMMON)
        graph = project.graph_of(frozenset(read_kinds(options["kinds"])))
    except ContractMisconfigured:
        return None
    day = project.today if any(entry.expires for entry in options["ignore_imports"]) else ""
    adr = str((configuration.path.parent / options["adr"]).is_file()) if options["adr"] else ""
    frozen = project.baseline.get(raw.id)
    facts = [dict(configuration.session), asdict(raw), asdict(frozen) if frozen else None, day, adr]
    edges = [list(graph.names), [list(row) for row in graph.successors], sorted(graph.external)]
    return digest([json.dumps(facts, sort_keys=True, default=str), json.dumps(edges)])


def kept_before(project: Project) -> dict[str, str]:
    """Return the fingerprints of the contracts that were kept, by their ids."""
    found = project.shelter.load(_FILE)
    return found if isinstance(found, dict) else {}


def note_kept(project: Project, judged: Mapping[str, str | None]) -> None:
    """Write down for the contracts that were judged the fingerprints under which they were kept, or None."""
    known = {**kept_before(project), **judged}
    project.shelter.save(_FILE, {identity: each for identity, each in known.items() if each is not None})
