"""Auditing by commits: go from each commit to the next with the map carried along, as a build server would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from impact.audit.judging import judge
from impact.audit.model import Observation, Step
from impact.audit.progress import say
from impact.audit.question import Baseline, Question
from impact.audit.resuming import Journal
from impact.audit.running import Runs
from impact.audit.scratch import Scratch, git
from impact.errors import AuditImpossible


class CommitAudit:
    """Audits commits in one cloned scratch, by runs that are made there."""

    def __init__(self, scratch: Scratch, question: Question, journal: Journal, runs: Runs) -> None:
        self._scratch, self._question, self._journal, self._runs = scratch, question, journal, runs
        self._commits = last_commits(scratch.project.top, question.steps)

    @property
    def total(self) -> int:
        """How many commits there are to audit."""
        return len(self._commits)

    def steps(self) -> Iterator[Step]:
        """Yield the steps, oldest commit first, those of the journal at once."""
        before: Baseline | None = None
        for parent, commit in self._commits:
            step = self._journal.steps.get(commit)
            if step is None:
                before = before or self._begin_at(parent)
                step, full = self._audit(parent, commit, before)
                before = Baseline(full, before.restless) if not full.broken and not full.cut else None
                self._journal.keep(step)
            else:
                before = None
            yield step

    def _begin_at(self, commit: str) -> Baseline:
        say(f"Recording the full suite at {commit[:10]}, and running it once more without recording ...")
        self._scratch.check_out(commit)
        return self._runs.baseline()

    def _audit(self, parent: str, commit: str, before: Baseline) -> tuple[Step, Observation]:
        allowed = before.time_allowed(self._question.timeout)
        self._scratch.check_out(commit)
        selected = self._runs.select(allowed, record=True)
        full = self._runs.everything(allowed)

        def repeat() -> tuple[Observation, Observation]:
            again_after = self._runs.everything(allowed)
            self._scratch.check_out(parent)
            again_before = self._runs.everything(allowed)
            self._scratch.check_out(commit)
            return again_before, again_after

        title = git("log", "-1", "--format=%h %s", commit, at=self._scratch.top).strip()
        step = judge(commit, title, "commit", before.full, (selected, full), before.restless, repeat)
        return step, full


def last_commits(top: Path, number: int) -> list[tuple[str, str]]:
    """Return the last commits along the first parents, each after its parent, oldest first.

    :raises AuditImpossible: if there is no commit that has a parent.
    """
    listed = git("rev-list", "--first-parent", f"--max-count={number}", "--parents", "HEAD", at=top)
    commits = [line.split() for line in listed.splitlines()]
    pairs = [(parents[0], commit) for commit, *parents in reversed(commits) if parents]
    if not pairs:
        raise AuditImpossible(f"The history of {top} has no commit with a parent to compare it with.")
    return pairs
