"""Tell which tests `pytest --impacted` would run, without running pytest."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from impact.cli.asking import add_selection_options, question_of, tell_doubts
from impact.cli.markdown import summary_of
from impact.deciding.selecting import Selection, select
from impact.model import file_of
from impact.selection.explaining import describe


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument(
        "--format",
        choices=("nodeids", "files", "json", "markdown"),
        default="nodeids",
        help="node ids (default), the files that would be collected, everything as JSON, or a summary for people",
    )
    add_selection_options(parser)


def run(options: Namespace) -> int:
    """Print the selection; a map that can't be used selects everything. Raises what `select` raises."""
    explain = "" if options.format in ("json", "markdown") else None
    selection = select(question_of(options, explain))
    tell_doubts(selection)
    if options.format == "json":
        sys.stdout.write(json.dumps(plain(selection), indent=2) + "\n")
    elif options.format == "markdown":
        sys.stdout.write(summary_of(selection))
    else:
        lines = sorted(selection.files) if options.format == "files" else node_ids(selection)
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def node_ids(selection: Selection) -> Iterator[str]:
    """Yield what pytest would be given: node ids of tests, and files that must be collected whole."""
    yield from sorted(nodeid for nodeid in selection.tests if file_of(nodeid) not in selection.uncertain)
    yield from sorted(selection.uncertain)


def plain(selection: Selection) -> dict[str, Any]:
    """Return a selection in builtins."""
    return {
        "fault": selection.fault,
        "environment": dict(selection.situation.environment.facts) if selection.situation else None,
        "tests": [
            {"nodeid": nodeid, "seconds": seconds, "reason": selection.reasons.get(nodeid)}
            for nodeid, seconds in sorted(selection.tests.items())
        ],
        "files": [{"path": file, "collection": _standing(file, selection)} for file in sorted(selection.files)],
        "changes": [describe(change) for change in selection.changes],
        "resting": selection.resting,
        "saved_seconds": selection.saved,
    }


def _standing(file: str, selection: Selection) -> str:
    """Tell what is known of the tests that a file holds: all, those that it held, or nothing."""
    if file not in selection.uncertain:
        return "known"
    return "changed" if file in selection.known_files else "new"
