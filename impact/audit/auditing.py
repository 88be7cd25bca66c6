"""Putting an audit together: the copy, the journal, the baseline, and one step after the other."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

from impact.audit.commits import CommitAudit
from impact.audit.model import Step
from impact.audit.mutants import MutantAudit
from impact.audit.progress import follow, say
from impact.audit.question import Question
from impact.audit.resuming import Journal
from impact.audit.running import Runs
from impact.audit.scratch import Project, scratch_of
from impact.errors import AuditImpossible
from impact.map.condition import FOLDER_NAME
from impact.model import digest


@dataclass(slots=True)
class Answer:
    """What was found so far: it is filled step by step, so that an interruption leaves what there is."""

    steps: list[Step] = field(default_factory=list)
    restless: frozenset[str] = frozenset()


def audit_mutants(question: Question, here: Path, answer: Answer, *, resume: bool, fresh: bool) -> None:
    """Break a copy of the project in many places and see what the selection would have missed.

    :raises AuditImpossible: if that can't be told.
    """
    project = Project.around(here)
    question = replace(question, limit=_limit(question.limit, here, project))
    place = _place(project, "mutants")
    with scratch_of(project) as scratch:
        scratch.copy()
        key = digest([*_circumstances(question), str(question.seed), *scratch.contents()])
        journal = _journal(place, key, resume, fresh)
        audit = MutantAudit(scratch, question, journal, place / "map")
        if journal.baseline is None:
            say("Recording the full suite in a copy, and running it once more without recording ...")
        baseline = audit.baseline()
        answer.restless = baseline.restless
        follow_into(answer, follow(audit.steps(baseline), question.steps, "mutant"))


def audit_commits(question: Question, here: Path, answer: Answer, *, resume: bool, fresh: bool) -> None:
    """Go through the last commits in a clone and see what the selection would have missed.

    :raises AuditImpossible: if that can't be told.
    """
    project = Project.around(here)
    place = _place(project, "commits")
    with scratch_of(project) as scratch:
        scratch.clone()
        journal = _journal(place, digest(_circumstances(question)), resume, fresh)
        runs = Runs(scratch, question.arguments, place / "map")
        audit = CommitAudit(scratch, question, journal, runs)
        follow_into(answer, follow(audit.steps(), audit.total, "commit"))


def follow_into(answer: Answer, steps: Iterable[Step]) -> None:
    """Take in the steps as they come."""
    for step in steps:
        answer.steps.append(step)


def _limit(limit: Path | None, here: Path, project: Project) -> Path | None:
    if limit is None:
        return None
    full = (here / limit).resolve()
    if not full.exists():
        raise AuditImpossible(f"There is nothing at {limit}.")
    if not full.is_relative_to(project.root):
        raise AuditImpossible(f"{limit} is not under {project.root}.")
    return full.relative_to(project.root)


def _place(project: Project, by: str) -> Path:
    return project.root / FOLDER_NAME / "audit" / by


def _journal(place: Path, key: str, resume: bool, fresh: bool) -> Journal:
    journal = Journal(place / "steps.jsonl", key, fresh)
    if resume and journal.baseline is None and not journal.steps:
        raise AuditImpossible(
            f"There is no audit to resume in {place}: none was begun for this tree, seed and pytest arguments."
        )
    return journal


def _circumstances(question: Question) -> list[str]:
    """Return what else the figures depend on: interpreter, our own version, and what was asked."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return [python, _own_version(), str(question.limit or ""), str(question.timeout or ""), *question.arguments]


def _own_version() -> str:
    try:
        return metadata.version("pytest-openedx")
    except metadata.PackageNotFoundError:
        return "not installed"
