"""Everything that speaks of what moves: the edits of all files, by the machinery that renames imports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from codemods.codemod import Bound, Codemod, Options
from codemods.model import Changed, Edit, Failed, Outcome, Skipped, Unchanged
from codemods.names.dotted import Renames, last_part
from codemods.needles import Needles, words
from codemods.plans.model import Noted
from codemods.recipes.structure.computed import Computed
from codemods.recipes.structure.contract_options import rename_in_contracts
from codemods.recipes.structure.layout import Layout
from codemods.recipes.structure.links import rename_in_links
from codemods.recipes.structure.mentions import Mentions
from codemods.renaming.phrases import rename_in_phrases
from codemods.renaming.python import rename_in_python
from codemods.running.examining import Examined, examine
from codemods.sources.kinds import kind_of
from codemods.sources.opening import decode
from codemods.sources.phrases import Phrases
from codemods.sources.places import Places
from codemods.sources.python import Python


@dataclass(slots=True)
class Found:
    """Edits by path, and the places that are left to a person."""

    edits: dict[str, tuple[Edit, ...]] = field(default_factory=dict)
    left: list[Noted] = field(default_factory=list)


def find_references(
    layout: Layout, renames: Renames, moving: Iterable[str] = (), without: Collection[str] = ()
) -> Found:
    """Return the edits of all files of a tree.

    Those of `moving` are looked at even if no old name stands in them, those of `without` not at all.
    """
    found = Found()
    bound, mentions = _bound(renames, layout), Mentions(renames)
    always = frozenset(moving)
    moved = {name for path in always if path in layout.names for name in layout.called(path)}
    computed = Computed(layout, moved or renames.names)
    for path in layout.tree.paths:
        if path in without:
            continue
        raw = layout.tree.read(path)
        if path not in always and not bound.needles.found_in(raw):
            found.left += computed.in_source(path, raw, set())
            continue
        examined = examine(layout.place(path), raw, [bound])
        if examined.edits:
            found.edits[path] = examined.edits
        left = list(_left(examined))
        left += computed.in_source(path, raw, {each.line for each in left})
        known = {each.line for each in left} | _edited_lines(path, raw, examined.edits)
        found.left += [*left, *mentions.in_words(path, raw, known)]
    found.left += mentions.in_others(layout)
    return found


def lines_of(found: Found, layout: Layout) -> dict[str, set[int]]:
    """Return the lines that have an edit, by path."""
    return {path: _edited_lines(path, layout.tree.read(path), edits) for path, edits in found.edits.items()}


def _edited_lines(path: str, raw: bytes, edits: Iterable[Edit]) -> set[int]:
    """Return the lines from the first to the last of each edit."""
    edits = tuple(edits)
    if not edits:
        return set()
    places = Places(decode(kind_of(path, raw) or "", raw).text)
    return {line for edit in edits for line in range(places.line(edit.start), places.line(edit.end) + 1)}


def needles_for(names: Iterable[str]) -> Needles:
    """Return what must stand in a file that speaks of one of these names: the last part of one."""
    return words(*{last_part(name) for name in names})


def _bound(renames: Renames, layout: Layout) -> Bound:
    """Return the renaming as a codemod, so that the runner opens the files, brings edits home and checks them."""

    def rewrite(source: Python, options: Options) -> Outcome:
        return rename_in_python(source, renames)

    def rewrite_phrases(source: Phrases, options: Options) -> Outcome:
        outcome = rename_in_contracts(source, rename_in_phrases(source, renames), renames)
        return rename_in_links(source, outcome, renames, layout.tree)

    codemod = Codemod("move-module", __name__, "", "", (), lambda options: Needles(), rewrite, rewrite_phrases)
    stems = {path.rpartition("/")[2].removesuffix(".py") for path in renames.paths}
    return Bound(codemod, {}, needles_for({*renames.names, *stems}))


def _left(examined: Examined) -> Iterator[Noted]:
    for _, outcome in examined.outcomes:
        match outcome:
            case Changed(left=left) | Unchanged(left=left):
                yield from (Noted(examined.path, each.line, each.reason) for each in left)
            case Skipped(reason, line):
                yield Noted(examined.path, line, f"it was not looked at: {reason}")
            case Failed(error, line):
                yield Noted(examined.path, line, f"it could not be changed: {error}")
