"""Applying edits to a text, joining those of several codemods, and finding the edits between two texts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from codemods.model import Edit

_PIECE = re.compile(r"\n|\r\n?|[^\S\r\n]+|\w+|[^\w\s]")


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made; they are taken in order and must not overlap.

    :raises ValueError: if they do, or reach beyond the text.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=_order):
        if edit.start < at or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"the edit of {edit.start}-{edit.end} overlaps another, or lies outside")
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def _order(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def conflict(taken: Iterable[Edit], more: Iterable[Edit]) -> tuple[Edit, Edit] | None:
    """Return an edit of `taken` and one of `more` that want the same characters, or None.

    Two insertions at one place don't: they come one after the other, and the same one comes once.
    """
    merged = sorted([*((edit, False) for edit in taken), *((edit, True) for edit in more)], key=lambda each: each[0])
    reach: dict[bool, Edit] = {}
    for edit, is_more in merged:
        other = reach.get(not is_more)
        if other is not None and _overlap(other, edit) and _plain(other) != _plain(edit):
            return (other, edit) if is_more else (edit, other)
        furthest = reach.get(is_more)
        if furthest is None or edit.end >= furthest.end:
            reach[is_more] = edit
    return None


def _plain(edit: Edit) -> tuple[int, int, str]:
    return edit.start, edit.end, edit.text


def _overlap(first: Edit, second: Edit) -> bool:
    if first.start == first.end or second.start == second.end:
        return first.start < second.end and second.start < first.end
    return max(first.start, second.start) < min(first.end, second.end)


def join(taken: Iterable[Edit], more: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return both, each change once; only for edits without conflict."""
    found = {_plain(edit): edit for edit in taken}
    for edit in more:
        found.setdefault(_plain(edit), edit)
    return tuple(sorted(found.values()))


def between(before: str, after: str) -> tuple[Edit, ...]:
    """Return small edits that make `after` of `before`: lines are compared first, then the pieces of those changed."""
    return tuple(_between(before.splitlines(keepends=True), after.splitlines(keepends=True), 0, True))


def _between(before: Sequence[str], after: Sequence[str], offset: int, deeper: bool) -> Iterator[Edit]:
    starts = [offset]
    for piece in before:
        starts.append(starts[-1] + len(piece))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if deeper and tag == "replace" and len(old) + len(new) < 20_000:
            yield from _between(_PIECE.findall(old), _PIECE.findall(new), starts[i1], False)
        else:
            yield Edit(starts[i1], starts[i2], new)
