"""The report of an audit: plain lines, a table for a terminal, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from impact.audit.figures import Figures
from impact.audit.model import Change, Step

_SHOWN = 20


def print_report(steps: Sequence[Step], figures: Figures, noun: str, as_json: bool) -> None:
    """Print what was measured; `noun` is "mutant" or "commit"."""
    if as_json:
        sys.stdout.write(to_json(steps, figures, noun) + "\n")
    elif sys.stdout.isatty():
        _print_tables(steps, figures, noun)
    else:
        sys.stdout.writelines(f"{line}\n" for line in details(steps))
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in rows(figures, noun))


def to_json(steps: Sequence[Step], figures: Figures, noun: str) -> str:
    """Return everything as JSON."""
    told = asdict(figures) | {"saved": figures.saved}
    return json.dumps({"by": noun, "figures": told, "steps": [asdict(step) for step in steps]}, indent=2)


def rows(figures: Figures, noun: str) -> Iterator[tuple[str, str]]:
    """Yield the figures: a name and a value each."""
    told = "killed" if noun == "mutant" else "outcomes changed in"
    yield f"{noun}s", f"{figures.steps}"
    yield f"{told} (noticed by the full suite)", f"{figures.noticed}"
    yield (
        "missed failures",
        f"{figures.missed}" + (f" in {figures.missing_steps} {noun}s" if figures.missed else " (as it must be)"),
    )
    yield "tests run", f"median {_percent(figures.median)}, mean {_percent(figures.mean)}"
    yield (
        f"tests run where {noun}s were noticed",
        f"median {_percent(figures.median_noticed)}, mean {_percent(figures.mean_noticed)}",
    )
    spans = f"{figures.selected_seconds:.0f} s instead of {figures.full_seconds:.0f} s"
    yield (
        "time saved",
        f"{_percent(figures.saved)} ({spans})" if figures.saved > 0 else f"none: {spans}, mostly to start pytest",
    )
    if figures.cut:
        yield "stopped at the time limit", f"{figures.cut} {noun}s, judged by what had run"
    if figures.restless:
        yield "left out as restless", f"{len(figures.restless)}: {_listed(figures.restless)}"


def details(steps: Sequence[Step]) -> Iterator[str]:
    """Yield a paragraph for each step in which something was missed, or ended otherwise in the selection."""
    for step in steps:
        if step.missed:
            yield f"MISSED {step.title} ({step.selected} of {step.tests} tests run)"
            yield from _changes(step.missed)
        if step.unlike:
            yield f"selected, but ended otherwise than in the full run: {step.title}"
            yield from _changes(step.unlike)


def progress_line(number: int, total: int, step: Step) -> str:
    """Return what is told when a step is finished."""
    verdict = f"{len(step.missed)} MISSED" if step.missed else ("caught" if step.changed else "nothing changed")
    return (
        f"{number}/{total} {step.title}: {step.selected} of {step.tests} tests run, {step.changed} changed, {verdict}"
    )


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes[:_SHOWN]:
        yield f"    {change.nodeid}: {change.before} -> {change.after}"
    if len(changes) > _SHOWN:
        yield f"    and {len(changes) - _SHOWN} more"


def _listed(nodeids: Sequence[str]) -> str:
    more = f" and {len(nodeids) - _SHOWN} more" if len(nodeids) > _SHOWN else ""
    return ", ".join(nodeids[:_SHOWN]) + more


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.1f} %"


def _print_tables(steps: Sequence[Step], figures: Figures, noun: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for line in details(steps):
        console.print(Text(line, style="red" if line.startswith("MISSED") else ""))
    table = Table(title=f"Audit by {noun}s", show_header=False)
    for name, value in rows(figures, noun):
        bad = name == "missed failures" and figures.missed
        table.add_row(Text(name, style="bold"), Text(value, style="red" if bad else ""))
    console.print(table)
