"""Measure on this project whether the selection misses failures, by breaking a copy or going through commits."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from impact.audit.auditing import Answer, audit_commits, audit_mutants
from impact.audit.figures import Figures
from impact.audit.progress import say
from impact.audit.question import Question
from impact.audit.reporting import print_report
from impact.errors import AuditImpossible

MISSED = 1
"""The exit code when the selection would have missed a failure."""
INTERRUPTED = 130


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    by = parser.add_mutually_exclusive_group(required=True)
    by.add_argument("--mutants", type=_number, metavar="N", help="break a copy of the code in N places, one by one")
    by.add_argument("--commits", type=_number, metavar="N", help="go through the last N commits in a clone")
    parser.add_argument("--seed", type=int, default=0, help="another choice of places to break (default: 0)")
    parser.add_argument("--path", type=Path, metavar="PATH", help="break code under this folder or file only")
    parser.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="limit of one run (default: five times the full suite, at least 60)",
    )
    parser.add_argument("-n", "--jobs", metavar="N", help="run pytest with so many workers of xdist, or auto")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--resume", action="store_true", help="go on with an audit, and refuse to begin one")
    how.add_argument("--fresh", action="store_true", help="begin anew (default: go on where the same audit stopped)")
    parser.add_argument("arguments", nargs="*", metavar="-- PYTEST ARGS", help="given to every run of pytest")


def run(options: Namespace) -> int:
    """Audit; return 0, or 1 if a failure was missed. Raises AuditImpossible where that can't be told."""
    jobs = ["-n", options.jobs] if options.jobs else []
    question = Question(
        steps=options.mutants or options.commits,
        seed=options.seed,
        limit=options.path,
        timeout=options.timeout,
        arguments=(*jobs, *options.arguments),
    )
    audit, noun = (audit_mutants, "mutant") if options.mutants else (audit_commits, "commit")
    answer = Answer()
    try:
        audit(question, Path.cwd(), answer, resume=options.resume, fresh=options.fresh)
    except KeyboardInterrupt:
        say(f"Interrupted: {len(answer.steps)} finished {noun}s are kept; the same command goes on from there.")
        return INTERRUPTED
    except OSError as error:
        raise AuditImpossible(f"The copy, or the journal in .impact/audit, can't be written: {error}") from error
    figures = Figures.of(answer.steps, answer.restless)
    print_report(answer.steps, figures, noun, options.json)
    sys.stdout.flush()
    return MISSED if figures.missed else 0


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number of one or more")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        raise ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds
