"""The faults that codemods can name. Each message tells what happened, where, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path


class CodemodError(Exception):
    """The base of every fault of this package; the command line prints it without a traceback."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known word, or nothing where none is near."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


class UnknownCodemod(CodemodError):
    """No codemod is called `name`."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            f"There is no codemod {name!r}.{did_you_mean(name, known)} `codemods list` names those that there are."
        )
        self.name = name


class UnknownOption(CodemodError):
    """None of the codemods of a run takes the option `name`."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        taken = f"What can be set: {', '.join(known)}." if known else "Nothing can be set here."
        super().__init__(f"No codemod of this run takes --set {name}.{did_you_mean(name, known)} {taken}")
        self.name = name


class OptionWrong(CodemodError):
    """An option is missing, or its value is of no use."""

    def __init__(self, codemod: str, name: str, reason: str) -> None:
        super().__init__(f"{codemod}: --set {name}=...: {reason}")
        self.codemod, self.name, self.reason = codemod, name, reason


class CodemodUnusable(CodemodError):
    """A file or entry point that should hold a codemod holds none that can run."""

    def __init__(self, origin: str, reason: str) -> None:
        super().__init__(f"{origin} is no codemod: {reason}")
        self.origin, self.reason = origin, reason


class SettingsWrong(CodemodError):
    """`[tool.codemods]` can't be read, or says something that makes no sense."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class PlaceAbsent(CodemodError):
    """A path on the command line leads nowhere."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is nothing at {path}.")
        self.path = path


class LibraryMissing(CodemodError):
    """Something was asked for that needs an optional library."""

    def __init__(self, library: str, what: str, install: str) -> None:
        super().__init__(f"{what} needs {library}, which is not installed: pip install {install}")
        self.library = library


class SourceUnreadable(CodemodError):
    """A file can't be decoded or parsed; `line` is counted from 1, 0 where there is none."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class WorkerDied(CodemodError):
    """One of the processes of a run was killed, or broke down below Python."""

    def __init__(self) -> None:
        super().__init__(
            "A process of this run died; was there too little memory? Files that were written are whole. "
            "Run again with --jobs 1 to see at which file."
        )


class TreeDirty(CodemodError):
    """Files that would be written have changes that are not committed."""

    def __init__(self, paths: tuple[str, ...], allowed: bool = False) -> None:
        shown = ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
        super().__init__(
            f"There are changes that are not committed: {shown}. Commit or stash them"
            + (": the plan touches these files." if allowed else ", or give --allow-dirty.")
        )
        self.paths = paths


class PlanImpossible(CodemodError):
    """A plan can't be applied to the tree as it is; nothing was changed."""


class ProofImpossible(CodemodError):
    """The proof can't be made here: no tests, or a suite that does not run in a copy."""


class GitFailed(CodemodError):
    """git could not do what it was asked."""

    def __init__(self, place: Path, command: str, reason: str) -> None:
        super().__init__(f"git {command} failed in {place}: {reason}")
        self.place, self.command, self.reason = place, command, reason


class HistoryUnreadable(CodemodError):
    """git can't tell the history that a burndown needs."""


class MoveRefused(CodemodError):
    """A module, package or name can't get the new place; nothing was changed."""

    def __init__(self, old: str, new: str, reason: str) -> None:
        super().__init__(f"{old} can't become {new}: {reason}")
        self.old, self.new, self.reason = old, new, reason


class SourceMissing(MoveRefused):
    """There is nothing of the old name, or several things."""


class TargetTaken(MoveRefused):
    """Something has the new name already."""


class NameShadowed(MoveRefused):
    """The new name is that of a module of the standard library, of a library, or of something in the package."""


class CircleMade(MoveRefused):
    """The move makes modules import each other in a circle; `chains` are the imports that close it."""

    def __init__(self, old: str, new: str, chains: Iterable[str]) -> None:
        self.chains = tuple(chains)
        super().__init__(
            old, new, f"a new circle of imports: {'; '.join(self.chains)}. Mend it first, or give --set force=yes."
        )


class AllowListWrong(CodemodError):
    """The allow-list of a frontend can't be read, or says something that makes no sense."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class PageUnknown(CodemodError):
    """No page of a frontend is called so: no template, view or URL."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            f"There is no page {name!r}.{did_you_mean(name, known)} Name a template by its path, a view as module.view,"
            " or a URL by its name; `codemods inventory legacy-frontend` lists them."
        )
        self.name = name


class PageAmbiguous(CodemodError):
    """URLs of one name lead to several views."""

    def __init__(self, name: str, views: Sequence[str]) -> None:
        super().__init__(f"URLs called {name!r} lead to several views: {', '.join(views)}. Say one of these.")
        self.name, self.views = name, tuple(views)
