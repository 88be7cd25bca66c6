"""Applying plans: all or nothing, also when the disk fills or the process dies at any step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from codemods.errors import PlanImpossible, TreeDirty
from codemods.model import Edit
from codemods.plans import applying
from codemods.plans.applying import apply_plan, recover
from codemods.plans.journal import Journal
from codemods.plans.model import Move, Plan
from codemods.running.files import Root

FILES = {"a/old.py": b"import x\r\n", "a/user.py": b"from a import old\n", "b/gone.py": b"1\n", "run.sh": b"#!\n"}
PLAN = Plan(
    edits={"a/old.py": (Edit(7, 8, "y"),), "a/user.py": (Edit(5, 6, "c"),)},
    moves=(Move("a/old.py", "c/new.py"), Move("run.sh", "c/run.sh")),
    creations={"c/__init__.py": b""},
    deletions=("b/gone.py",),
)
AFTER = {"c/new.py": b"import y\r\n", "a/user.py": b"from c import old\n", "c/__init__.py": b"", "c/run.sh": b"#!\n"}


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    ended = subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return ended.stdout


def content(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(params=[True, False], ids=["git", "plain"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """A tree of four files, in a git checkout or not."""
    place = tmp_path / "tree"
    for path, raw in FILES.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(raw)
    (place / "run.sh").chmod(0o755)
    if request.param:
        git(place, "init", "--quiet")
        git(place, "add", "--all")
        git(place, "commit", "--quiet", "-m", "First")
    return Root(place, request.param)


def test_all_of_it(root: Root) -> None:
    apply_plan(root, PLAN)
    assert content(root.path) == AFTER
    assert not (root.path / "b").exists()
    assert os.access(root.path / "c/run.sh", os.X_OK)
    if root.has_git:
        staged = git(root.path, "diff", "--cached", "--name-status", "-M").splitlines()
        assert "R100\ta/old.py\tc/new.py" in staged
        assert git(root.path, "diff", "--stat", "c/new.py")  # the edit is not staged, as after `git mv`


def test_bytecode_keeps_no_folder_importable(root: Root) -> None:
    for name in ("a/__pycache__/old.cpython-313.pyc", "b/__pycache__/gone.cpython-313.pyc", "b/__pycache__/mine.txt"):
        (root.path / name).parent.mkdir(exist_ok=True)
        (root.path / name).write_bytes(b"")
    apply_plan(root, Plan(deletions=("a/old.py", "a/user.py", "b/gone.py")), allow_dirty=True)
    assert not (root.path / "a").exists()
    assert sorted(os.listdir(root.path / "b/__pycache__")) == ["gone.cpython-313.pyc", "mine.txt"]


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (Plan(moves=(Move("a/old.py", "a/user.py"),)), "something at a/user.py already"),
        (Plan(moves=(Move("a/old.py", "x"), Move("a/user.py", "x"))), "two files to one place"),
        (Plan(creations={"a/old.py": b""}), "already"),
        (Plan(creations={"../out.py": b""}), "out of the tree"),
        (Plan(deletions=("a/none.py",)), "can't be read"),
        (Plan(edits={"a/old.py": (Edit(0, 99, ""),)}), "can't be edited"),
        (Plan(edits={"run.sh": (Edit(0, 1, ""),)}), "no kind"),
        (Plan(creations={"a/x.py": b""}, moves=(Move("a/old.py", "a/x.py"),)), "two things of a/x.py"),
    ],
)
def test_contradictions(root: Root, plan: Plan, told: str) -> None:
    with pytest.raises(PlanImpossible, match=told):
        apply_plan(root, plan)
    assert content(root.path) == FILES


def test_files_may_change_places(root: Root) -> None:
    apply_plan(root, Plan(moves=(Move("a/old.py", "a/user.py"), Move("a/user.py", "a/old.py"))))
    assert content(root.path)["a/old.py"] == FILES["a/user.py"]
    assert content(root.path)["a/user.py"] == FILES["a/old.py"]


def test_uncommitted_changes(root: Root) -> None:
    if not root.has_git:
        pytest.skip("there is no git")
    (root.path / "new.py").write_bytes(b"")
    (root.path / "b/gone.py").write_bytes(b"2\n")
    untouched = Plan(edits={"a/user.py": (Edit(0, 4, "FROM"),)})
    with pytest.raises(TreeDirty, match=r"b/gone.py. Commit or stash them, or give --allow-dirty"):
        apply_plan(root, untouched)
    apply_plan(root, untouched, allow_dirty=True)
    with pytest.raises(TreeDirty, match="the plan touches these files"):
        apply_plan(root, Plan(deletions=("b/gone.py",)), allow_dirty=True)


def test_a_full_disk_is_met_before_anything_happened(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Journal, *arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "begin", full)
    with pytest.raises(PlanImpossible, match="No space left"):
        apply_plan(root, PLAN)
    assert content(root.path) == FILES


def test_what_can_not_be_written_puts_all_back(root: Root) -> None:
    if os.geteuid() == 0:
        (root.path / "c").write_bytes(b"in the way")  # a file where a folder is to be
        before = content(root.path)
    else:
        (root.path / "b").chmod(0o500)
        before = FILES
    with pytest.raises(PlanImpossible, match="put back"):
        apply_plan(root, PLAN, allow_dirty=True)
    (root.path / "b").chmod(0o755)
    assert content(root.path) == before


@pytest.mark.parametrize("step", range(1, 9))
def test_death_at_any_step(root: Root, step: int) -> None:
    """A process is killed at one of the calls that touch the tree; the next start finishes, or nothing was done."""
    program = f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from tests.codemods.plans.test_applying import *
left = {step}
def count(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.mkdir") and "tmp" not in str(arguments[0]).rsplit("/", 1)[-1]:
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
apply_plan(Root(Path({str(root.path)!r}), {root.has_git}), PLAN)
"""
    ended = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    finished = recover(root)
    if finished:
        assert content(root.path) == AFTER
    else:
        assert content(root.path) in (FILES, AFTER)
    assert not recover(root)


def test_a_file_changed_since_is_not_overwritten(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(applying, "_finish", lambda *_: None)
        apply_plan(root, PLAN)
    (root.path / "a/user.py").write_bytes(b"mine\n")
    with pytest.raises(PlanImpossible, match=r"a/user\.py was changed since"):
        recover(root)
    assert (root.path / "a/user.py").read_bytes() == b"mine\n"


def test_a_file_that_is_read_only_is_not_edited(root: Root) -> None:
    path = next(name for name in PLAN.edits)
    (root.path / path).chmod(0o444)
    with pytest.raises(PlanImpossible, match="read-only"):
        apply_plan(root, PLAN)
    assert content(root.path) == FILES


def test_symbolic_links_move_and_lead_to_the_same_file(root: Root) -> None:
    """One leads to a file that stays, one to a file that moves, too."""
    (root.path / "a/out").symlink_to("../run.sh")
    (root.path / "a/beside").symlink_to("old.py")
    if root.has_git:
        git(root.path, "add", "--all")
        git(root.path, "commit", "--quiet", "-m", "Links")
    moves = (Move("a/out", "c/d/out"), Move("a/beside", "c/d/beside"), Move("a/old.py", "c/d/old.py"))
    apply_plan(root, Plan(moves=moves))
    assert os.readlink(root.path / "c/d/out") == "../../run.sh"
    assert os.readlink(root.path / "c/d/beside") == "old.py"
    assert not os.path.lexists(root.path / "a/out")
    if root.has_git:
        assert "R100\ta/beside\tc/d/beside" in git(root.path, "diff", "--cached", "--name-status", "-M").splitlines()
