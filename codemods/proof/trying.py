"""Trying a plan in the copy: putting it there, running tests with it, and taking it back."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from codemods.errors import ProofImpossible
from codemods.plans.model import LINK, Plan
from codemods.plans.turning import turns_of
from codemods.proof.contracts import Contracts
from codemods.proof.model import Piece, plan_of
from codemods.proof.remembering import Remembered
from impact.audit.model import Observation
from impact.audit.running import Runs, require_sound
from impact.audit.scratch import Scratch
from impact.errors import AuditImpossible
from impact.map.condition import locate
from impact.model import digest

_LONGEST = 60_000
"""Characters of node ids on a command line; beyond, whole files are named."""


class Trial:
    """One plan, of the tree at `root`, in one copy of it."""

    def __init__(self, scratch: Scratch, root: Path, plan: Plan, runs: Runs, remembered: Remembered) -> None:
        self._scratch, self._root, self._plan = scratch, root, plan
        self._runs, self.remembered = runs, remembered

    def prime(self, map_folder: Path, known_map: Path) -> Observation:
        """Bring the map up to date on the tree as it is; without one, record everything.

        :raises ProofImpossible: if the suite can't run in a copy.
        """
        is_kept = "prime" in self.remembered and map_folder.exists()
        if not is_kept and known_map.exists():
            map_folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(known_map, locate(map_folder))

        def make() -> Observation:
            return self._runs.select(None, record=True) if known_map.exists() else self._runs.record()

        try:
            run = self.remembered.run("prime", make)
            return run if known_map.exists() and not run.broken and not run.strangers else require_sound(run)
        except AuditImpossible as fault:
            raise ProofImpossible(str(fault)) from fault

    def impacted(self, pieces: Sequence[Piece]) -> Observation:
        """Run what the map selects, with these pieces."""
        return self._with(pieces, f"impacted {_key(pieces)}", lambda: self._runs.select(None))

    def tests(self, pieces: Sequence[Piece], tests: Iterable[str], again: int = 0) -> Observation:
        """Run these tests with these pieces; `again` tells repetitions apart."""
        wanted = sorted(set(tests))
        name = f"tests {_key(pieces)} {digest(wanted)} {again}"
        return self._with(pieces, name, lambda: self._runs.these(_on_command_line(wanted), None))

    def plain(self, tests: Iterable[str], again: int = 0) -> Observation:
        """Run these tests on the tree as it is; tests that the plan moves are told by their new names."""
        wanted = sorted({self._moved(test, back=True) for test in tests})
        name = f"plain {digest(wanted)} {again}"
        run = self._with(None, name, lambda: self._runs.these(_on_command_line(wanted), None))
        return replace(run, outcomes={self._moved(test): outcome for test, outcome in run.outcomes.items()})

    def _moved(self, test: str, back: bool = False) -> str:
        inside = self._scratch.project.inside.as_posix()
        path, colons, rest = test.partition("::")
        full = path if inside == "." else f"{inside}/{path}"
        for move in self._plan.moves:
            old, new = (move.new, move.old) if back else (move.old, move.new)
            if full == old:
                return new.removeprefix("" if inside == "." else f"{inside}/") + colons + rest
        return test

    def names(self, pieces: Sequence[Piece] | None, files: Sequence[str]) -> frozenset[str]:
        """Return the node ids of the tests in these files, with these pieces."""
        present = [file for file in files if (self._scratch.root / file).exists()]
        if not present:
            return frozenset()
        name = f"names {_key(pieces)} {digest(present)}"
        return self._with(pieces, name, lambda: self._runs.collected(present)).selected

    def broken_contracts(self, pieces: Sequence[Piece] | None, contracts: Contracts) -> frozenset[str]:
        """Return the violations with these pieces; None stands for the tree without the plan."""
        environment = self._scratch.environment(os.environ, sys.path)
        with self.applied(pieces):
            return contracts.broken(self._scratch.root, environment)

    def _with(self, pieces: Sequence[Piece] | None, name: str, make: Callable[[], Observation]) -> Observation:
        if name in self.remembered:
            return self.remembered.run(name, make)
        with self.applied(pieces):
            return self.remembered.run(name, make)

    @contextmanager
    def applied(self, pieces: Sequence[Piece] | None) -> Iterator[None]:
        """Have the plan in the copy, with these pieces as its edits, for as long as it is used."""
        turns = turns_of(self._root, plan_of(self._plan, pieces)) if pieces is not None else []
        for turn in turns:
            self._scratch.put(turn.path, turn.after, is_link=turn.mode == LINK)
        try:
            yield
        finally:
            for turn in turns:
                self._scratch.put(turn.path, turn.before, is_link=turn.mode == LINK)


def _on_command_line(tests: Sequence[str]) -> Sequence[str]:
    if sum(map(len, tests)) < _LONGEST:
        return tests
    return sorted({test.partition("::")[0] for test in tests})


def _key(pieces: Sequence[Piece] | None) -> str:
    return "none" if pieces is None else digest(sorted(piece.name for piece in pieces))
