"""What a run amounts to: files by outcome, and everything that was skipped, failed or left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from codemods.model import Changed, Failed, Left, Skipped, Unchanged
from codemods.running.examining import Examined


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know: `kind` is "skipped", "failed" or "left alone"; line 0 stands for none."""

    path: str
    line: int
    codemod: str
    kind: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.kind} by {self.codemod}: {self.reason}"


@dataclass(slots=True)
class Tally:
    """The figures of a run, taken in file by file."""

    seen: int = 0
    parsed: int = 0
    changed: int = 0
    edits: int = 0
    opaque: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    by_codemod: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    def take(self, examined: Examined) -> None:
        """Take in what was found in one file."""
        self.seen += 1
        self.parsed += examined.parsed
        self.opaque += examined.opaque
        if examined.parsed:
            self.forms[examined.form] += 1
        if examined.edits:
            self.changed += 1
            self.edits += len(examined.edits)
        for name, outcome in examined.outcomes:
            self.by_codemod[name] += isinstance(outcome, Changed)
        self.remarks += remarks(examined)

    def refuse(self, examined: Examined, why: Skipped | Failed) -> None:
        """Take back a file that could not be changed after all."""
        kind = "skipped" if isinstance(why, Skipped) else "failed"
        self.changed -= 1
        self.edits -= len(examined.edits)
        for name, outcome in examined.outcomes:
            if isinstance(outcome, Changed):
                self.by_codemod[name] -= 1
                self.remarks.append(Remark(examined.path, why.line, name, kind, reason_of(why)))

    def count(self, kind: str) -> int:
        """Return how many remarks of a kind there are; for files that were skipped or failed, how many files."""
        if kind == "left alone":
            return sum(remark.kind == kind for remark in self.remarks)
        return len({remark.path for remark in self.remarks if remark.kind == kind})

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield the lines of the table at the end: a name and a value each."""
        yield "files seen", f"{self.seen:,}"
        kinds = ", ".join(f"{number:,} {form}" for form, number in sorted(self.forms.items()))
        yield "parsed", f"{self.parsed:,}" + (f" ({kinds})" if kinds else "")
        yield "changed", f"{self.changed:,}" + (f" ({self.edits:,} edits)" if self.edits else "")
        if len(self.by_codemod) > 1:
            yield from ((f"changed by {name}", f"{number:,}") for name, number in sorted(self.by_codemod.items()))
        yield "skipped", f"{self.count('skipped'):,}"
        yield "failed", f"{self.count('failed'):,}"
        yield "places left alone", f"{self.count('left alone'):,}"
        if self.opaque:
            yield "parts not understood", f"{self.opaque:,}"

    def figures(self) -> dict[str, Any]:
        """Return the figures in builtins."""
        return {
            "seen": self.seen,
            "parsed": self.parsed,
            "forms": dict(sorted(self.forms.items())),
            "changed": self.changed,
            "edits": self.edits,
            "skipped": self.count("skipped"),
            "failed": self.count("failed"),
            "left_alone": self.count("left alone"),
            "opaque": self.opaque,
        }


def reason_of(why: Skipped | Failed) -> str:
    """Return why a file was not changed."""
    return why.reason if isinstance(why, Skipped) else why.error


def remarks(examined: Examined) -> Iterator[Remark]:
    """Yield what a person should know of one file."""
    for name, outcome in examined.outcomes:
        match outcome:
            case Skipped(reason, line):
                yield Remark(examined.path, line, name, "skipped", reason)
            case Failed(error, line):
                yield Remark(examined.path, line, name, "failed", error)
            case Changed(_, left) | Unchanged(left):
                yield from (_left(examined.path, name, each) for each in left)


def _left(path: str, name: str, left: Left) -> Remark:
    return Remark(path, left.line, name, "left alone", left.reason)
