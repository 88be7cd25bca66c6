"""What was broken at a revision already: let through by `--since`, counted by the burndown."""

from __future__ import annotations

from dataclasses import replace

from impact.contracts.baseline import Frozen
from impact.contracts.cases import prepare
from impact.contracts.checking import Project
from impact.contracts.configuration import RawContract
from impact.contracts.custom import custom_types
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.history.past import Past
from impact.contracts.history.repository import Repository
from impact.contracts.ratchet import freeze


def at_revision(project: Project, revision: str) -> Past:
    """Return the project at a revision; raises HistoryUnreadable."""
    repository = Repository.around(project.configuration.path.parent, revision)
    return Past(project, repository, repository.resolve(revision))


def broken_before(past: Past, raw: RawContract) -> Frozen:
    """Return what a baseline made at that revision would let through; nothing where the contract can't be judged."""
    project = past.project
    if raw.fault or raw.type in custom_types(project.configuration):
        return Frozen()
    quiet = replace(raw, options={**raw.options, "unmatched_ignore_imports_alerting": "none"})
    try:
        return freeze(prepare(quiet, project.configuration, past.graph_of, project.today))
    except ContractMisconfigured:
        return Frozen()
