"""The scratch copy: where the project is broken, so that the user's own tree is never touched."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from impact.audit.observer import FOLDER, ORIGIN
from impact.errors import AuditImpossible, GitSilent
from impact.git import ask_git
from impact.model import digest

_LEFT = frozenset(
    ".git .hg .svn .tox .nox .impact __pycache__ .mypy_cache .pytest_cache .ruff_cache .hypothesis .cache".split()
)
"""Folders that are not copied: histories, environments and what tools leave behind."""
_MARKS = (".git", "pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", "setup.py")


@dataclass(frozen=True, slots=True)
class Project:
    """The user's project: `top` is the folder that is copied, `inside` the one below it where pytest is started."""

    top: Path
    inside: Path

    @classmethod
    def around(cls, here: Path) -> Project:
        """Return the project that a folder belongs to: its git checkout, else the nearest folder with settings."""
        here = here.resolve()
        folders = (here, *here.parents)
        top = next((each for each in folders if (each / ".git").exists()), None)
        top = top or next((each for each in folders if any((each / mark).is_file() for mark in _MARKS)), here)
        return cls(top, here.relative_to(top))

    @property
    def root(self) -> Path:
        """Where pytest is started in the user's own tree."""
        return self.top / self.inside


class Scratch:
    """A copy of the project in a folder of its own, beside the folder for temporary files that its tests get."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.project, self.folder = project, folder
        self.top = folder / "tree"
        self.root = self.top / project.inside
        self._ticks = 0
        (folder / "tmp").mkdir(exist_ok=True)

    def copy(self) -> None:
        """Copy everything but histories, environments and caches; what git ignores may be needed and comes along."""
        shutil.copytree(self.project.top, self.top, symlinks=True, ignore=_not_copied)

    def contents(self) -> list[str]:
        """Return what tells this tree from another one: all its files, since tests read more than sources."""
        files = sorted(path for path in self.top.rglob("*") if path.is_file() and not path.is_symlink())
        return [
            text
            for path in files
            for text in (path.relative_to(self.top).as_posix(), digest([path.read_bytes().decode("latin-1")]))
        ]

    def clone(self) -> None:
        """Clone the git history, which shares the objects of the original, and add what git ignores.

        :raises AuditImpossible: if this is no git checkout.
        """
        if not (self.project.top / ".git").exists():
            raise AuditImpossible(f"{self.project.top} is no git checkout, so there are no commits to audit.")
        git("clone", "--quiet", "--shared", "--no-checkout", str(self.project.top), str(self.top), at=self.folder)
        ignored = git("ls-files", "-z", "--others", "--ignored", "--exclude-standard", at=self.project.top)
        for name in filter(None, ignored.split("\0")):
            if _LEFT.isdisjoint(Path(name).parts) and not _is_in_environment(self.project.top, name):
                target = self.top / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.project.top / name, target, follow_symlinks=False)

    def check_out(self, commit: str) -> None:
        """Bring the clone to a commit; what tests changed in tracked files is undone, untracked files go."""
        git("checkout", "--quiet", "--force", "--detach", commit, at=self.top)
        git("clean", "--quiet", "--force", "-d", at=self.top)

    @contextmanager
    def edited(self, path: str, content: bytes) -> Iterator[None]:
        """Put another content in a file, and in the end the old one with its old time.

        Each content gets a time of its own, for bytecode is found again by times of whole seconds.
        """
        file = self.root / path
        before, stat = file.read_bytes(), file.stat()
        self._ticks += 2
        try:
            file.write_bytes(content)
            os.utime(file, (stat.st_mtime + self._ticks, stat.st_mtime + self._ticks))
            yield
        finally:
            file.write_bytes(before)
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def put(self, path: str, content: bytes | None, *, is_link: bool = False) -> None:
        """Give a file below the top another content, None for none, with a time of its own (see `edited`).

        The content of a symbolic link is the path that it leads to.
        """
        file = self.top / path
        if is_link and content is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            file.symlink_to(os.fsdecode(content))
            return
        if content is None:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        stat = file.stat() if file.exists() else None
        file.write_bytes(content)
        self._ticks += 2
        if stat is not None:
            os.utime(file, (stat.st_mtime + self._ticks, stat.st_mtime + self._ticks))

    def environment(self, outer: Mapping[str, str], paths: Sequence[str]) -> dict[str, str]:
        """Return the environment of a run: imports come from the copy, temporary files go beside it."""
        given = [each for each in outer.get("PYTHONPATH", "").split(os.pathsep) if each]
        moved = [*dict.fromkeys([*self._moved(given), *self._moved(paths, only=True)])]
        ours = {
            "PYTHONPATH": os.pathsep.join(moved),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONHASHSEED": outer.get("PYTHONHASHSEED", "0"),
            FOLDER: str(self.folder / "runs" / "events"),
            ORIGIN: str(self.project.top),
        }
        inner = ("PYTEST_CURRENT_TEST", "PYTEST_XDIST", "COV_CORE_", "COVERAGE_PROCESS")
        return {name: value for name, value in outer.items() if not name.startswith(inner)} | ours

    def _moved(self, paths: Iterable[str], only: bool = False) -> Iterator[str]:
        """Yield paths, those in the project moved to the copy; `only` these, a folder `src` among them."""
        for each in paths:
            path = Path(os.path.abspath(each))
            if not path.is_relative_to(self.project.top):
                if not only:
                    yield str(path)
            elif "site-packages" not in path.parts and not _is_in_environment(self.project.top, str(path)):
                yield str(self.top / path.relative_to(self.project.top))
        if only and (self.project.root / "src").is_dir():
            yield str(self.root / "src")


@contextmanager
def scratch_of(project: Project) -> Iterator[Scratch]:
    """Give a scratch for as long as it is used; nothing of it stays."""
    with tempfile.TemporaryDirectory(prefix="impact-audit-", ignore_cleanup_errors=True) as folder:
        yield Scratch(project, Path(folder).resolve())


def git(*arguments: str, at: Path) -> str:
    """Run git and return what it prints.

    :raises AuditImpossible: if it fails, with its last line.
    """
    try:
        return ask_git(at, *arguments).decode("utf-8", "surrogateescape")
    except GitSilent as error:
        if not error.installed:
            raise AuditImpossible("git is not installed, and commits can't be audited without it.") from None
        told = (error.told.splitlines() or ["it did not say why"])[-1]
        raise AuditImpossible(f"git {arguments[0]} failed in {at}: {told}") from error


def _not_copied(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in _LEFT or os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))]


def _is_in_environment(top: Path, path: str) -> bool:
    """Whether a path lies in a virtual environment below the top, or in that of the running interpreter."""
    full = top / path
    inside = (each for each in (full, *full.parents) if each.is_relative_to(top) and each != top)
    return any((each / "pyvenv.cfg").exists() or each == Path(sys.prefix) for each in inside)
