"""The pages at earlier commits: their files are unpacked into a folder of their own, and nothing is checked out."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from codemods.git import run_git
from codemods.inventory.history import Point
from codemods.inventory.owners import Owners
from codemods.recipes.legacy_frontend.graph.building import build
from codemods.recipes.legacy_frontend.graph.files import SUFFIXES, list_files
from codemods.recipes.legacy_frontend.pages import Page, find_pages
from codemods.running.files import Root


def pages_at(root: Path, revision: str) -> list[Page]:
    """Return the pages at a revision, without what their templates reach.

    :raises GitFailed: if git does not know it.
    """
    packed = run_git("archive", "--format=tar", revision, at=root)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            wanted = [each for each in archive.getmembers() if each.isfile() and each.name.endswith(tuple(SUFFIXES))]
            archive.extractall(folder, wanted, filter="data")
        top = Path(folder)
        return find_pages(build(list_files(Root(top, has_git=False), [top]), (".py",)), Owners())


def burndown(root: Path, commits: Sequence[str]) -> Iterator[Point]:
    """Yield how many pages of each state each commit had.

    :raises GitFailed: if git can't tell.
    """
    for commit in commits:
        day = date.fromisoformat(run_git("log", "-1", "--format=%cs", commit, at=root).decode().strip())
        yield Point(commit, day, Counter(page.state.value for page in pages_at(root, commit)))
