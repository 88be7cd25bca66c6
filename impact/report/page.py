"""From a report to one HTML file that needs no network: the numbers travel in it, compressed; a script unpacks them.

Names come from file systems and tests, and may hold anything. Those that the template writes are escaped by it; all
others stand in base64, and the script puts them on the page as text, never as markup.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from impact.errors import ImpactError
from impact.report.model import Report, ReportedSet

LARGEST_DETAIL = 9_000_000
"""Bytes that the sets may take, compressed. What each test rests on is left out of a page that would be larger."""


class PageNeedsJinja(ImpactError):
    """Jinja2 is not installed."""

    def __init__(self) -> None:
        super().__init__("The report is written with Jinja2, which is not installed: pip install jinja2.")


def render(report: Report) -> str:
    """Return the page.

    :raises PageNeedsJinja: where Jinja2 is missing.
    """
    try:
        from jinja2 import Environment, FunctionLoader
    except ImportError as error:
        raise PageNeedsJinja from error
    folder = files(__package__) / "page"
    loader = FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8"))
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    sets = gzip.compress(pack_sets(report.sets), 9, mtime=0)
    detailed = len(sets) <= LARGEST_DETAIL
    return environment.get_template("page.html").render(
        project=report.project,
        written=report.written,
        facts=_encode(gzip.compress(json.dumps(_facts(report, detailed)).encode(), 9, mtime=0)),
        sets=_encode(sets) if detailed else "",
    )


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _facts(report: Report, detailed: bool) -> dict[str, Any]:
    """Return all but the sets. Node ids are parted, for the tests of a file share its name."""
    paths = {file: number for number, file in enumerate(dict.fromkeys(_file(each.nodeid) for each in report.tests))}
    outcomes = {name: number for number, name in enumerate(dict.fromkeys(each.outcome for each in report.tests))}
    return {
        "environment": report.environment,
        "environments": report.environments,
        "runs": [asdict(run) for run in report.runs],
        "paths": list(paths),
        "outcomes": list(outcomes),
        "tests": [
            [
                paths[_file(each.nodeid)],
                each.nodeid.partition("::")[2],
                outcomes[each.outcome],
                round(each.seconds, 4),
                each.impacted,
                each.sets if detailed else (),
            ]
            for each in report.tests
        ],
        "dependencies": [[each.kind, each.place, each.reached, each.executed] for each in report.dependencies],
        "costs": [[each.place, each.tests, each.reason] for each in report.costs],
    }


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def pack_sets(sets: Iterable[ReportedSet]) -> bytes:
    """Return sets as bytes: for each the executed and the others, each as a length and gaps.

    Numbers are written in portions of seven bits, the lowest first; all but the last have the eighth bit (LEB128).
    """
    packed = bytearray()
    for each in sets:
        for numbers in (each.executed, each.others):
            _append(packed, len(numbers))
            before = 0
            for number in numbers:
                _append(packed, number - before)
                before = number
    return bytes(packed)


def _append(packed: bytearray, number: int) -> None:
    while number > 127:
        packed.append(number & 127 | 128)
        number >>= 7
    packed.append(number)
