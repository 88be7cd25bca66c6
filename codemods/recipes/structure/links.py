"""Links in documents to files that move, and in documents that move to any file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from codemods.model import Changed, Edit, Unchanged, outcome_of
from codemods.names.dotted import Renames
from codemods.plans.tree import Tree
from codemods.sources.links import read_links
from codemods.sources.phrases import Phrases


def rename_in_links(source: Phrases, outcome: Changed | Unchanged, renames: Renames, tree: Tree) -> Changed | Unchanged:
    """Return an outcome with the links of a document; where both would change a place, the link knows better."""
    links = list(relink(source, renames, tree))
    if not links:
        return outcome
    others = outcome.edits if isinstance(outcome, Changed) else ()
    apart = [each for each in others if all(each.end <= link.start or link.end <= each.start for link in links)]
    return outcome_of([*apart, *links], outcome.left)


def relink(source: Phrases, renames: Renames, tree: Tree) -> Iterator[Edit]:
    """Yield the edits that let each link lead where it led, once all files have their new places.

    A link is changed only if it leads to what is there: `[a](../core/links.py#L3)` from the folder of the document.
    """
    folder = posixpath.dirname(source.path)
    folder_after = posixpath.dirname(_after(source.path, renames))
    for phrase in read_links(source.text, source.form) if renames.paths else ():
        target = posixpath.normpath(posixpath.join(folder, phrase.text))
        if target.startswith("..") or not tree.exists(target):
            continue
        after = _after(target, renames)
        if after == target and folder == folder_after:
            continue
        path = posixpath.relpath(after, folder_after or ".")
        if phrase.text.startswith("./") and not path.startswith("."):
            path = f"./{path}"
        if phrase.text.endswith("/"):
            path += "/"
        if posixpath.normpath(phrase.text) != posixpath.normpath(path):
            yield Edit(phrase.start, phrase.end, path)


def _after(path: str, renames: Renames) -> str:
    """Return the path that a file or folder has once all have their new places."""
    found = renames.new_path(path)
    return path if found is None else found[1] + path[len(found[0]) :]
