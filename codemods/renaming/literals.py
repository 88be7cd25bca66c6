"""Renaming in the strings of a Python source: `mock.patch`, settings, and whatever else holds a path."""

from __future__ import annotations

from codemods.model import Edit, Left
from codemods.names.dotted import Renames
from codemods.names.literals import APPLICATION, COMPUTED, LABEL, MESSAGE, PATH, PROSE, TABLE, Literal
from codemods.renaming.phrases import Verdict, judge, judge_computed
from codemods.sources.python import Python

_KEPT = {
    MESSAGE: "a message, whose translations are found by it",
    LABEL: "the label of an application, which migrations and tables are found by",
    TABLE: "a name in the database",
}


def rename_literals(source: Python, renames: Renames) -> tuple[list[Edit], list[Left]]:
    """Return the edits of all strings, and those that were left alone."""
    edits: list[Edit] = []
    left: list[Left] = []
    in_migration = "migrations" in source.path.split("/")[:-1]
    for literal in source.literals.holding(*renames.names, *renames.paths):
        verdict = _judge(literal, renames)
        if (verdict.old or verdict.reason) and in_migration and literal.use != PATH:
            verdict = Verdict(reason=f"{literal.value!r} stands in a migration")
        if verdict.old:
            edit = _edit(source, literal, verdict)
            if edit is None:
                left.append(Left(literal.node.lineno, f"{literal.value!r} is written in several pieces"))
            else:
                edits.append(edit)
        elif verdict.reason:
            left.append(Left(literal.node.lineno, verdict.reason))
    return edits, left


def _judge(literal: Literal, renames: Renames) -> Verdict:
    if literal.use == PROSE:
        return Verdict()
    if literal.use in _KEPT:
        verdict = judge(literal.value, renames)
        return (
            Verdict(reason=f"{literal.value!r} is {_KEPT[literal.use]}") if verdict.old or verdict.reason else verdict
        )
    if literal.use == COMPUTED:
        return judge_computed(literal.value, renames)
    return judge(literal.value, renames, is_path=literal.use == PATH, is_application=literal.use == APPLICATION)


def _edit(source: Python, literal: Literal, verdict: Verdict) -> Edit | None:
    """Return the edit of the old name alone; None where the string's source does not hold it as it is."""
    start, end = source.span(literal.node)
    text = source.text[start:end]
    at = text.find(literal.value)
    if at < 0 or text.find(literal.value, at + 1) >= 0:
        return None
    at += start + verdict.at
    return Edit(at, at + len(verdict.old), verdict.new)
