"""The rule for strings: which of them are a path that has a new name, and where in the string it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codemods.model import Changed, Edit, Left, Unchanged, outcome_of
from codemods.names.dotted import DOTTED, Renames, is_inside
from codemods.sources.phrases import Phrases

_PATH = re.compile(rf"({DOTTED.pattern})(:{DOTTED.pattern}|\.\*{{1,2}})?")
_ENTRY = re.compile(rf"\s*[\w.\-]+\s*=\s*({DOTTED.pattern})\s*:\s*{DOTTED.pattern}\s*(\[[^\]]*\])?\s*")
_FILE = re.compile(r"(?:\./|/)?([\w.\-]+(?:/[\w.\-]+)+?)(?:/|/\*{1,2})?")
_MODEL = re.compile(r"[^\W\d]\w*\.[A-Z]\w*")
_WORDS = re.compile(rf"(?<![\w.\-/]){DOTTED.pattern}(?![\w/\-])")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a string: `old`, which stands `at` a place in it, becomes `new`; or why it is left alone."""

    old: str = ""
    new: str = ""
    reason: str = ""
    at: int = 0


_NONE = Verdict()
_BARE, _OF_MODEL = "alone may mean anything", "may be a model: application and class"
IN_WORDS = "is named in a comment, a docstring or prose"


def is_weak(reason: str) -> bool:
    """Whether something was left alone that most probably needs no old name: a bare word, a model, prose."""
    return reason.endswith((_BARE, _OF_MODEL, IN_WORDS))


def judge(value: str, renames: Renames, *, is_path: bool = False, is_application: bool = False) -> Verdict:
    """Judge one string.

    - `is_path`: it is given to something that takes the path of a module or of something in one;
    - `is_application`: it stands in a list of applications.

    A string that is a dotted path from end to end, with an object after a colon or without, gets its new name, and so
    does one that is an entry point (`name = path:object`) or the path of a file that moves. One that could be a Django
    model (`app.Model`), a bare word, and a path inside a longer text are for a person.
    """
    whole = _PATH.fullmatch(value)
    if whole is None:
        return _entry(value, renames) or _file(value, renames) or _inside(value, renames)
    old = renames.old(whole[1])
    if old is None:
        return _NONE
    sure = is_path or is_application
    if "." not in whole[1] and whole[2] is None and not sure:
        return Verdict(reason=f"{value!r} {_BARE}")
    if not is_path and "." not in old and _MODEL.fullmatch(value):
        return Verdict(reason=f"{value!r} {_OF_MODEL}")
    return Verdict(old, renames.names[old])


def _entry(value: str, renames: Renames) -> Verdict | None:
    found = _ENTRY.fullmatch(value)
    old = None if found is None else renames.old(found[1])
    return None if found is None or old is None else Verdict(old, renames.names[old], at=found.start(1))


def _file(value: str, renames: Renames) -> Verdict | None:
    found = _FILE.fullmatch(value) if renames.paths and "/" in value else None
    moved = None if found is None else renames.new_path(found[1])
    return None if found is None or moved is None else Verdict(*moved, at=found.start(1))


def judge_computed(value: str, renames: Renames) -> Verdict:
    """Judge a piece of a name that is put together at run time."""
    stripped = value.lstrip()
    for old in renames.names:
        if stripped == old or stripped.startswith(old + "."):
            return Verdict(reason=f"a name that begins with {old} is made at run time")
    return _NONE


def _inside(value: str, renames: Renames) -> Verdict:
    for found in _WORDS.finditer(value):
        old = renames.old(found[0].rstrip("."))
        if old is not None and "." in found[0] and is_inside(found[0], old):
            return Verdict(reason=f"{found[0]} stands in a longer text")
    return _NONE


def rename_in_phrases(source: Phrases, renames: Renames) -> Changed | Unchanged:
    """Return the edits of the strings of a template, of settings or of documentation."""
    edits: list[Edit] = []
    left: list[Left] = []
    for phrase in source.phrases:
        if not any(old in phrase.text for old in (*renames.names, *renames.paths)):
            continue
        verdict = judge(phrase.text, renames, is_path=phrase.role == "name")
        if verdict.old:
            start = phrase.start + verdict.at
            edits.append(Edit(start, start + len(verdict.old), verdict.new))
        elif verdict.reason:
            left.append(Left(source.line(phrase), verdict.reason))
    return outcome_of(edits, left)
