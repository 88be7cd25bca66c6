"""`--prove`: a proof is made, told, and what it keeps is shown or written."""

from __future__ import annotations

import json
import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from codemods.cli.asking import FAILED, Asked, examined_in
from codemods.edits import apply
from codemods.model import Edit, Skipped
from codemods.plans.applying import apply_plan
from codemods.plans.model import Plan
from codemods.plans.turning import turns_of
from codemods.proof.model import Guilty, Proof, Trouble, count_of, pieces_of
from codemods.proof.proving import Question, prove
from codemods.running.showing import diff, print_lines, remark_lines
from codemods.running.tally import Tally
from codemods.running.writing import READ_ONLY, is_read_only
from codemods.sources.kinds import kind_of
from codemods.sources.opening import decode
from impact.audit.scratch import Project

LEFT_OUT = 4
"""The exit code when the proof left something out."""
_SHOWN = 20


def run_proof(question: Asked, options: Namespace) -> int:
    """Prove what codemods would do file by file; return the exit code."""
    tally, edits = Tally(), dict[str, tuple[Edit, ...]]()
    for examined in examined_in(question):
        tally.take(examined)
        if examined.edits and is_read_only(question.root.path / examined.path):
            tally.refuse(examined, Skipped(READ_ONLY))
        elif examined.edits:
            edits[examined.path] = examined.edits
    if not options.json:
        sys.stdout.writelines(f"{line}\n" for line in remark_lines(tally.remarks, options.verbose))
    code = prove_plan(question, Plan(edits=edits), options)
    return FAILED if tally.count("failed") else code


def prove_plan(question: Asked, plan: Plan, options: Namespace) -> int:
    """Prove a plan; return the exit code: 0, or 4 if something was left out."""
    if plan.is_empty:
        sys.stdout.write("{}\n" if options.json else "There is nothing to change, and so nothing to prove.\n")
        return 0
    workers = ("-n", options.workers) if options.workers else ()
    arguments = (*workers, *shlex.split(options.pytest_args))
    proof = prove(Question(question.root.path, _project(question), plan, arguments), _say)
    if options.json:
        sys.stdout.write(json.dumps(_plain(proof, options.write), indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(proof, question.root.path))
    if options.write and not proof.kept.is_empty:
        apply_plan(question.root, proof.kept, allow_dirty=options.allow_dirty)
    elif not options.json and not options.check:
        for turn in turns_of(question.root.path, proof.kept):
            print_lines(diff(turn.path, turn.before or b"", turn.after or b""))
    return LEFT_OUT if proof.guilty or proof.refused else 0


def _project(question: Asked) -> Path:
    """Return the folder in which pytest is to be started: this one, if the files belong to its project."""
    here = Path.cwd()
    return here if question.root.path.is_relative_to(Project.around(here).top) else question.root.path


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def lines(proof: Proof, root: Path) -> Iterator[str]:
    """Yield what a person reads of a proof: each guilty piece with its diff and what it breaks, and the figures."""
    for guilty in proof.guilty:
        yield f"LEFT OUT {guilty.piece.path}: {_first(guilty.trouble)}"
        yield from _diff(guilty, root)
        yield from (f"    {line}" for line in _troubles(guilty.trouble))
    if proof.refused is not None:
        yield "REFUSED: files move or are new, so the plan can't be parted, and with it"
        yield from (f"    {line}" for line in _troubles(proof.refused))
    kept = count_of(pieces_of(proof.kept))
    moves = len(proof.kept.moves)
    yield f"kept: {kept}{f', {moves:,} moves' if moves else ''}"
    yield f"left out: {count_of([each.piece for each in proof.guilty])}"
    yield f"tests run with the edits: {proof.tests:,}, in {proof.runs:,} runs of pytest"
    yield f"contracts: {'judged' if proof.contracts_judged else 'none to judge'}"
    if proof.restless:
        yield f"restless, and not judged: {', '.join(proof.restless[:_SHOWN])}"


def _first(trouble: Trouble) -> str:
    if trouble.tests:
        change = trouble.tests[0]
        return f"{change.nodeid} ends otherwise: {change.before} -> {change.after}"
    return f"it breaks {trouble.contracts[0]}" if trouble.contracts else "only together with the others left out"


def _troubles(trouble: Trouble) -> Iterator[str]:
    for change in trouble.tests[:_SHOWN]:
        yield f"{change.nodeid}: {change.before} -> {change.after}"
    if len(trouble.tests) > _SHOWN:
        yield f"and {len(trouble.tests) - _SHOWN} more tests"
    yield from trouble.contracts


def _diff(guilty: Guilty, root: Path) -> Iterator[str]:
    if guilty.piece.deletes:
        yield "    it was to be deleted"
        return
    raw = (root / guilty.piece.path).read_bytes()
    decoded = decode(kind_of(guilty.piece.path, raw) or "", raw)
    after = decoded.encode(apply(decoded.text, guilty.piece.edits))
    yield from (line.rstrip("\n") for line in diff(guilty.piece.path, raw, after))


def _plain(proof: Proof, written: bool) -> dict[str, Any]:
    return {
        "kept": {path: [asdict(edit) for edit in edits] for path, edits in sorted(proof.kept.edits.items())},
        "moves": [asdict(move) for move in proof.kept.moves],
        "deleted": sorted(proof.kept.deletions),
        "left_out": [asdict(each) for each in proof.guilty],
        "refused": asdict(proof.refused) if proof.refused else None,
        "tests": proof.tests,
        "runs": proof.runs,
        "restless": proof.restless,
        "contracts_judged": proof.contracts_judged,
        "written": written,
    }
