"""Judge every contract: exit 0 if all are kept, 1 if one is broken, 2 if one can't be judged."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

from impact.cli.opening import add_project_options, open_project
from impact.collector import uncollected
from impact.contracts.checking import Before, Project, check
from impact.contracts.errors import ContractsError

FORMATS = ("text", "json", "sarif", "github")


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print the verdicts (default: text)")
    parser.add_argument("--since", metavar="REV", help="let through what was broken at this revision of git")
    parser.add_argument("--contract", action="append", default=[], metavar="ID", help="judge this one only; repeatable")


def run(options: Namespace) -> int:
    """Print the verdicts; return the exit code."""
    with uncollected():
        return _check(options)


def _check(options: Namespace) -> int:
    form = import_module(f"impact.contracts.formats.{options.format}")
    try:
        project = open_project(options)
        report = check(project, options.contract, _before(project, options.since) if options.since else None)
    except ContractsError as fault:
        if options.format == "text":
            raise
        sys.stdout.write(form.render_error(str(fault)) + "\n")
        return 2
    sys.stdout.write(form.render(report, project.sights(Path.cwd())) + "\n")
    return report.exit_code


def _before(project: Project, revision: str) -> Before:
    from impact.contracts.history.comparing import at_revision, broken_before

    past = at_revision(project, revision)
    return lambda raw: broken_before(past, raw)
