"""How a run tells what it found: diffs, remarks and a table, in colour on a terminal; or JSON."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from codemods.model import Changed, Failed, Outcome, Skipped, Unchanged
from codemods.running.examining import Examined
from codemods.running.tally import Remark, Tally

_SHOWN = 10
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff; bytes that are no UTF-8 are shown as such, and `\\r` as it stands."""
    old, new = (each.decode("utf-8", "surrogateescape").split("\n") for each in (before, after))
    lines = difflib.unified_diff(_ended(old), _ended(new), f"a/{path}", f"b/{path}")
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _ended(lines: list[str]) -> list[str]:
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def print_lines(lines: Iterable[str]) -> None:
    """Print a diff."""
    if not sys.stdout.isatty():
        text = "".join(lines)
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.flush()
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for line in lines:
        shown = line.rstrip("\n").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        console.print(Text(shown, style=_COLOURS.get(line[:1], "")), soft_wrap=True)


def print_summary(tally: Tally, every_remark: bool) -> None:
    """Print the remarks and the table; of many remarks of one sort only the first, unless all are asked for."""
    if sys.stdout.isatty():
        _print_in_colour(tally, every_remark)
        return
    sys.stdout.writelines(f"{line}\n" for line in remark_lines(tally.remarks, every_remark))
    sys.stdout.writelines(f"{name}: {value}\n" for name, value in tally.rows())


def remark_lines(remarks: Iterable[Remark], every: bool) -> Iterator[str]:
    """Yield the lines of the remarks: failures first, then what was skipped, then what was left alone."""
    order = ("failed", "skipped", "left alone")
    shown: Counter[str] = Counter()
    for remark in sorted(remarks, key=lambda each: (order.index(each.kind), each.path, each.line)):
        shown[remark.kind] += 1
        if every or remark.kind == "failed" or shown[remark.kind] <= _SHOWN:
            yield str(remark)
    hidden = {kind: number - _SHOWN for kind, number in shown.items() if kind != "failed" and number > _SHOWN}
    if not every:
        for kind, number in hidden.items():
            yield f"... and {number:,} more {kind}; --verbose or --json names them"


def _print_in_colour(tally: Tally, every_remark: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for line in remark_lines(tally.remarks, every_remark):
        console.print(Text(line, style="red" if ": failed by " in line else "yellow"), soft_wrap=True)
    table = Table(show_header=False)
    for name, value in tally.rows():
        table.add_row(Text(name, style="bold"), Text(value))
    console.print(table)


def as_json(examined: Examined) -> dict[str, Any]:
    """Return what was found in one file in builtins."""
    return {
        "path": examined.path,
        "form": examined.form,
        "opaque": examined.opaque,
        "outcomes": {name: _outcome(outcome) for name, outcome in examined.outcomes},
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case Changed(edits, left):
            made = [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in edits]
            return {"outcome": "changed", "edits": made, "left": _lefts(left)}
        case Unchanged(left):
            return {"outcome": "unchanged", "left": _lefts(left)}
        case Skipped(reason, line):
            return {"outcome": "skipped", "reason": reason, "line": line}
        case Failed(error, line):
            return {"outcome": "failed", "error": error, "line": line}


def _lefts(left: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"line": each.line, "reason": each.reason} for each in left]
