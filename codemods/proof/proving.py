"""Putting a proof together: the copy, the map, the runs before and after, and the search for the guilty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codemods.plans.model import Plan
from codemods.proof.bisecting import find_guilty
from codemods.proof.contracts import Contracts, NoContracts, contracts_of
from codemods.proof.model import Guilty, Piece, Proof, Trouble, count_of, pieces_of, plan_of
from codemods.proof.remembering import Remembered
from codemods.proof.trying import Trial
from impact.audit.comparing import compare
from impact.audit.model import SESSION, Change, Observation
from impact.audit.running import Runs
from impact.audit.scratch import Project, Scratch, scratch_of
from impact.map.condition import FOLDER_NAME, locate
from impact.model import digest

Say = Callable[[str], None]
_ROUNDS = 5
"""How often what was kept is looked at once more: leaving out one piece may bring out another."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be proved: a plan for the tree at `root`, by the tests of the project at `project`."""

    root: Path
    project: Path
    plan: Plan
    arguments: tuple[str, ...] = ()


def prove(question: Question, say: Say, judge: Callable[[Path], Contracts] = contracts_of) -> Proof:
    """Try a plan in a copy, and return what of it can be kept; `judge` finds the contracts of a folder.

    :raises ProofImpossible: if that can't be told here.
    """
    project = Project.around(question.project)
    place = project.root / FOLDER_NAME / "proof"
    with scratch_of(project) as scratch:
        scratch.copy()
        remembered = Remembered(place / "runs.jsonl", _key(question, scratch))
        map_folder = place / "map"
        # Node ids are told from pytest's root folder, and understood from where it is started: they must be one.
        start = ("--rootdir=.",) if project.root != project.top else ()
        runs = Runs(scratch, (*start, *question.arguments), map_folder)
        trial = Trial(scratch, question.root, question.plan, runs, remembered)
        if "prime" not in remembered:
            say("Bringing the impact map up to date in a copy of the project ...")
        primed = trial.prime(map_folder, locate(project.root / FOLDER_NAME))
        return _Proving(question, trial, primed, judge(scratch.root), say).prove()


def _key(question: Question, scratch: Scratch) -> str:
    edits = [f"{path} {edit}" for path, made in sorted(question.plan.edits.items()) for edit in made]
    others = [repr(question.plan.moves), repr(sorted(question.plan.creations.items())), repr(question.plan.deletions)]
    return digest([*edits, *others, *question.arguments, *scratch.contents()])


class _Proving:
    def __init__(self, question: Question, trial: Trial, primed: Observation, contracts: Contracts, say: Say) -> None:
        self._question, self._trial, self._say = question, trial, say
        self._contracts = contracts
        self._primed = primed
        self._violated = trial.broken_contracts(None, contracts)
        self._restless: frozenset[str] = frozenset()
        self._tests: set[str] = set()

    def prove(self) -> Proof:
        pieces = pieces_of(self._question.plan)
        whole = bool(self._question.plan.moves or self._question.plan.creations)
        guilty: list[Piece] = []
        for _ in range(_ROUNDS):
            kept = [piece for piece in pieces if piece not in guilty]
            trouble = self._trouble_of(kept)
            if not trouble:
                break
            if whole:
                return self._proof([], [], trouble)
            found = self._guilty_in(kept, trouble)
            guilty += found
        else:
            kept, guilty = [], pieces
        return self._proof(kept, guilty, None)

    def _trouble_of(self, kept: Sequence[Piece]) -> Trouble:
        """Return what the pieces break, by the tests that the map selects for them."""
        self._say(f"Running the tests that {count_of(kept)} can affect ...")
        after = self._trial.impacted(kept)
        self._tests |= after.selected
        before = self._before(after)
        changed = self._steady(kept, self._changes(before, after))
        return Trouble((*changed, *self._gone(kept, after)), self._new_violations(kept))

    def _before(self, after: Observation) -> Observation:
        """Return how the same tests end without the edits."""
        known = self._primed
        missing = after.reached - set(known.outcomes)
        tests = sorted({each for each in missing if "::" in each})
        if not tests:
            return known
        return replace(known, outcomes={**known.outcomes, **self._trial.plain(tests).outcomes})

    def _changes(self, before: Observation, after: Observation) -> tuple[Change, ...]:
        """Return the tests that were run and ended otherwise than before."""
        if after.broken:
            return (Change(SESSION, "ran", "broken"),)
        reached = {nodeid: outcome for nodeid, outcome in before.outcomes.items() if nodeid in after.reached}
        changed = compare(replace(before, outcomes=reached), after, after, self._restless).changed
        return tuple(each for each in changed if not self._is_own_test(each))

    def _is_own_test(self, change: Change) -> bool:
        """Whether it is a test that the plan brings along, and that passes."""
        created = map(self._told, self._question.plan.creations)
        return (change.before, change.after) == ("absent", "passed") and change.nodeid.partition("::")[0] in created

    def _steady(self, kept: Sequence[Piece], changed: tuple[Change, ...]) -> tuple[Change, ...]:
        """Return those changes that come again, and note the tests that end now so, now so."""
        tests = [each.nodeid for each in changed if each.nodeid != SESSION and each.before != "absent"]
        if not tests:
            return changed
        before, again = self._trial.plain(tests, again=1), self._trial.tests(kept, tests)
        restless = {
            each.nodeid
            for each in changed
            if each.nodeid in tests
            and (
                before.outcomes.get(each.nodeid, each.before) != each.before
                or again.outcomes.get(each.nodeid, each.after) != each.after
            )
        }
        self._restless |= restless
        return tuple(each for each in changed if each.nodeid not in restless)

    def _gone(self, kept: Sequence[Piece], after: Observation) -> tuple[Change, ...]:
        """Return the tests that an edited file holds no more."""
        edited = sorted({self._told(piece.path) for piece in kept} & after.collected)
        if not edited or self._question.plan.moves:
            return ()
        before, now = self._trial.names(None, edited), self._trial.names(kept, edited)
        return tuple(Change(nodeid, "there", "gone") for nodeid in sorted(before - now))

    def _told(self, path: str) -> str:
        """Return a path as node ids have it."""
        inside = Project.around(self._question.project).inside.as_posix()
        return path.removeprefix("" if inside == "." else f"{inside}/")

    def _new_violations(self, kept: Sequence[Piece]) -> tuple[str, ...]:
        return tuple(sorted(self._trial.broken_contracts(kept, self._contracts) - self._violated))

    def _guilty_in(self, kept: list[Piece], trouble: Trouble) -> list[Piece]:
        """Return the guilty pieces: files first, then the pieces of the guilty ones."""
        self._say(f"{_told(trouble)} Looking for the guilty among {count_of(kept)} ...")
        files = sorted({piece.path for piece in kept})

        def is_well_without_files(left_out: Sequence[str]) -> bool:
            return self._is_well([piece for piece in kept if piece.path not in left_out], trouble)

        bad_files = find_guilty(files, is_well_without_files)
        suspects = [piece for piece in kept if piece.path in bad_files]

        def is_well_without(left_out: Sequence[Piece]) -> bool:
            return self._is_well([piece for piece in kept if piece not in left_out], trouble)

        return find_guilty(suspects, is_well_without)

    def _is_well(self, pieces: list[Piece], trouble: Trouble) -> bool:
        """Whether none of the known trouble is there with these pieces."""
        return not self._known_trouble(pieces, trouble)

    def _known_trouble(self, pieces: list[Piece], trouble: Trouble) -> Trouble:
        tests = [each for each in trouble.tests if each.nodeid != SESSION and each.after != "gone"]
        changed: list[Change] = []
        if any(each.nodeid == SESSION for each in trouble.tests):
            after = self._trial.impacted(pieces)
            changed += self._changes(self._before(after), after)
        elif tests:
            run = self._trial.tests(pieces, [each.nodeid for each in tests if each.before != "absent"] or _files(tests))
            if run.broken:
                changed.append(Change(SESSION, "ran", "broken"))
            changed += (each for each in tests if run.outcomes.get(each.nodeid, each.after) == each.after)
        gone = {each.nodeid for each in trouble.tests if each.after == "gone"}
        if gone:
            names = self._trial.names(pieces, sorted({nodeid.partition("::")[0] for nodeid in gone}))
            changed += (each for each in trouble.tests if each.nodeid in gone - names)
        contracts = self._new_violations(pieces) if trouble.contracts else ()
        return Trouble(tuple(changed), tuple(each for each in contracts if each in trouble.contracts))

    def _proof(self, kept: list[Piece], guilty: list[Piece], refused: Trouble | None) -> Proof:
        judged = not isinstance(self._contracts, NoContracts)
        told = tuple(Guilty(piece, self._alone(kept, piece)) for piece in sorted(guilty))
        plan = plan_of(self._question.plan, kept) if refused is None else Plan()
        runs = self._trial.remembered.runs
        return Proof(plan, told, len(self._tests), runs, tuple(sorted(self._restless)), judged, refused)

    def _alone(self, kept: list[Piece], piece: Piece) -> Trouble:
        """Return what one piece breaks where everything that is kept is there."""
        pieces = [*kept, piece]
        after = self._trial.impacted(pieces)
        changes = self._changes(self._before(after), after)
        return Trouble((*changes, *self._gone(pieces, after)), self._new_violations(pieces))


def _files(changes: Sequence[Change]) -> list[str]:
    return sorted({each.nodeid.partition("::")[0] for each in changes})


def _told(trouble: Trouble) -> str:
    told = [f"{len(trouble.tests)} tests end otherwise."] if trouble.tests else []
    return " ".join([*told, *([f"{len(trouble.contracts)} contracts break anew."] if trouble.contracts else [])])
