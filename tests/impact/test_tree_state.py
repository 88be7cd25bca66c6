"""The state of the whole tree: which changes it tells, which it leaves out, and what it costs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from impact.tree_state import CHANGED, TreeState


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree of three files that has been at rest for long enough to be told by its times."""
    (tmp_path / "package").mkdir()
    for name in ("package/code.py", "notes.txt", ".hidden"):
        (tmp_path / name).write_text(name)
    time.sleep(0.05)
    return tmp_path


def state(root: Path) -> TreeState:
    return TreeState(str(root))


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "notes.txt").write_text("other"),
        lambda root: (root / ".hidden").write_text("other"),
        lambda root: (root / "package" / "new.bin").write_bytes(b"\0"),
        lambda root: (root / "notes.txt").unlink(),
        lambda root: (root / "notes.txt").rename(root / "package" / "notes.txt"),
    ],
    ids=["text", "hidden file", "new file", "removed", "moved"],
)
def test_any_change_of_a_project_file_is_told(root: Path, change: object) -> None:
    before = state(root).now()
    change(root)  # type: ignore[operator]  # a function of the root
    assert state(root).now() != before


@pytest.mark.parametrize(
    "name",
    [
        "package/__pycache__/code.cpython-311.pyc", ".git/index", ".impact/map.db", ".coverage", ".tox/log",
        "environment/lib/module.py", "cache/entry", "node_modules/package/index.js", "report.xml", "out/page.html",
    ],
)  # fmt: skip
def test_what_tools_and_reports_write_is_left_out(root: Path, name: str) -> None:
    for mark in ("environment/pyvenv.cfg", "cache/CACHEDIR.TAG"):
        (root / mark).parent.mkdir()
        (root / mark).touch()
    tree = TreeState(str(root), outputs={"report.xml", "out"})
    before = tree.now()
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("written")
    assert tree.now() == before


def test_content_decides_and_times_do_not(root: Path) -> None:
    before = state(root).now()
    os.utime(root / "notes.txt", ns=(1, 1))
    assert state(root).now() == before


def test_links_and_pipes_are_neither_followed_nor_read(root: Path) -> None:
    (root / "package" / "round").symlink_to(root)
    os.mkfifo(root / "pipe")
    assert state(root).now() == state(root).now()


def test_the_state_at_the_start_is_known_if_nothing_has_changed_since(root: Path) -> None:
    tree = state(root)
    assert tree.at_start(tree.names()) == tree.now()


def test_the_state_at_the_start_is_unknown_once_a_file_has_changed(root: Path) -> None:
    tree = state(root)
    names = tree.names()
    (root / "notes.txt").write_text("other")
    assert tree.at_start(names) == CHANGED


def test_the_state_at_the_start_is_unknown_once_a_file_has_gone(root: Path) -> None:
    tree = state(root)
    names = tree.names()
    (root / "notes.txt").unlink()
    assert tree.at_start(names) == CHANGED


def test_a_state_that_was_asked_for_early_is_kept(root: Path) -> None:
    tree = state(root)
    before = tree.present()
    (root / "notes.txt").write_text("other")
    assert tree.at_start("any names") == tree.present() == before != tree.now()


def test_the_memo_saves_reading_and_a_damaged_one_is_no_matter(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    memo = tmp_path_factory.mktemp("memo") / "tree.json"
    for each in (root / "notes.txt", root / "package" / "code.py", root / ".hidden"):
        os.utime(each, ns=(1, 1))
    first = TreeState(str(root), memo)
    content = first.now()
    first.keep()
    assert TreeState(str(root), memo).now() == content
    for damage in ("", "[]", '{"notes.txt": 3}', '{"notes.txt": ["", 1]}'):
        memo.write_text(damage)
        assert TreeState(str(root), memo).now() == content
