"""Auditing by mutants: break the copy in one place, run the selection and everything, compare, mend."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from impact.audit.judging import judge
from impact.audit.model import Mutation, Observation, Step
from impact.audit.mutating import apply, draw
from impact.audit.question import Baseline, Question
from impact.audit.resuming import Journal
from impact.audit.running import Runs
from impact.audit.scratch import Scratch
from impact.errors import AuditImpossible

_TEST_FOLDERS = frozenset({"test", "tests", "testing", "docs", "doc", "examples"})
_TEST_NAMES = ("test_", "conftest.", "setup.", "noxfile.", "tests.")


class MutantAudit:
    """Audits mutants in one scratch copy."""

    def __init__(self, scratch: Scratch, question: Question, journal: Journal, map_folder: Path) -> None:
        self._scratch, self._question, self._journal = scratch, question, journal
        self._runs = Runs(scratch, question.arguments, map_folder)
        self._map = map_folder

    def baseline(self) -> Baseline:
        """Return the baseline, from the journal if its map is still there."""
        kept = self._journal.baseline
        if kept is not None and self._map.is_dir():
            return kept
        measured = self._runs.baseline()
        self._journal.keep_baseline(measured)
        return measured

    def steps(self, baseline: Baseline) -> Iterator[Step]:
        """Yield the steps, those of the journal at once.

        :raises AuditImpossible: if there is nothing to break.
        """
        found = False
        for mutation in islice(self._mutations(baseline), self._question.steps):
            found = True
            step = self._journal.steps.get(mutation.name)
            if step is None:
                step = self._audit(mutation, baseline)
                self._journal.keep(step)
            yield step
        if not found:
            raise AuditImpossible(f"There is no Python code to break under {self._question.limit or 'this folder'}.")

    def _mutations(self, baseline: Baseline) -> Iterator[Mutation]:
        test_files = {nodeid.partition("::")[0] for nodeid in baseline.full.reached}
        sizes = {
            path: (self._scratch.root / path).stat().st_size
            for path in project_files(self._scratch.root, self._question.limit)
            if path not in test_files
        }
        return draw(sizes, lambda path: (self._scratch.root / path).read_bytes(), self._question.seed)

    def _audit(self, mutation: Mutation, baseline: Baseline) -> Step:
        allowed = baseline.time_allowed(self._question.timeout)
        source = (self._scratch.root / mutation.path).read_bytes()

        def on_mutant(run: Callable[[float], Observation]) -> Observation:
            with self._scratch.edited(mutation.path, apply(mutation.edit, source)):
                return run(allowed)

        def repeat() -> tuple[Observation, Observation]:
            return self._runs.everything(allowed), on_mutant(self._runs.everything)

        return judge(
            mutation.name,
            describe(mutation),
            mutation.kind,
            baseline.full,
            (on_mutant(self._runs.select), on_mutant(self._runs.everything)),
            baseline.restless,
            repeat,
        )


def describe(mutation: Mutation) -> str:
    """Tell of a mutation in one line."""
    before, after = (" ".join(text.split()) for text in (mutation.before, mutation.after))
    return f"{mutation.path}:{mutation.line}: {mutation.kind}: {_short(before)} -> {_short(after) or 'nothing'}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def project_files(root: Path, limit: Path | None = None) -> list[str]:
    """Return the Python files of the project that are no tests, nor of documentation or packaging."""
    start = root / limit if limit is not None else root
    if start.is_file():
        return [start.relative_to(root).as_posix()]
    found = []
    for folder, folders, names in os.walk(start):
        folders[:] = [each for each in folders if each not in _TEST_FOLDERS and not each.startswith(".")]
        found += [
            Path(folder, name).relative_to(root).as_posix()
            for name in names
            if name.endswith(".py") and not name.startswith(_TEST_NAMES) and not name.endswith("_test.py")
        ]
    return sorted(found)
