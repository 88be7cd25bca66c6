"""The faults that impact can name. Each message tells what happened, where, and what to do next."""

from __future__ import annotations

from pathlib import Path
from types import CodeType


class ImpactError(Exception):
    """The base of every fault of this package; plugin and command lines print it without a traceback."""


class MapError(ImpactError):
    """The impact map can't be used; `path` is where it is, `inode` which file it was when it was looked at."""

    def __init__(self, path: Path, message: str, inode: int | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.inode = inode


class MapAbsent(MapError):
    """There is no map yet: nothing was recorded, or the file is empty."""


class MapDamaged(MapError):
    """The file is no readable impact map: truncated, overwritten, or of another program."""


class MapTooNew(MapError):
    """A later version of the project wrote the map."""


class MapTooOld(MapError):
    """An earlier version wrote the map, in a form that can't be carried over."""


class MapLocked(MapError):
    """Another process holds the map for longer than we wait."""


class MapReadOnly(MapError):
    """The map, or its folder, may not be written."""


class MapRefused(MapError):
    """A map from elsewhere is not what a map must be: `reason` tells why nothing of it was taken in."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, f"The map {path} is refused: {reason}. Nothing of it was taken in.")
        self.reason = reason


class SourceUnreadable(ImpactError):
    """A Python source can't be parsed or decoded: a syntax error, a wrong encoding."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RecorderUnavailable(ImpactError):
    """This interpreter can't carry the recorder called `name`."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The recorder {name!r} can't run here: {reason}. Nothing is recorded.")
        self.name, self.reason = name, reason


class CodeNotMarkable(ImpactError):
    """A code object is of no shape that the compiler gives it, so that its entry can't be marked."""

    def __init__(self, code: CodeType, reason: str) -> None:
        super().__init__(
            f"{code.co_filename}:{code.co_firstlineno}: can't mark the entry of {code.co_qualname}: {reason}."
            " Run this code unmarked, and take it as always entered."
        )
        self.code, self.reason = code, reason


class AuditImpossible(ImpactError):
    """The audit can't measure anything here: no tests, no commits, or a suite that does not run in a copy."""


class GitSilent(ImpactError):
    """Git does not answer in `folder`; `told` is what it printed instead, `installed` whether there is one."""

    def __init__(self, folder: Path, told: str, installed: bool = True) -> None:
        reason = " ".join(told.split()) or "it did not say why"
        super().__init__(f"Git can't tell of the history of {folder}: {reason}")
        self.folder, self.told, self.installed = folder, told, installed


class StoreUnusable(ImpactError):
    """Maps can't be read from, or written to, a store; `url` is its address without credentials."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"The store {url} can't be used: {reason}")
        self.url, self.reason = url, reason


class StoredFileUnfit(StoreUnusable):
    """One file of a store can't be taken: it is gone, too large, or no file. Others may be."""


class ConfigurationUnreadable(ImpactError):
    """The configuration of the test runner at `path` can't be parsed."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The configuration {path} can't be read: {' '.join(reason.split())}")
        self.path, self.reason = path, reason


class EnvironmentUnknown(ImpactError):
    """The map has no records of the environment that is asked for, or of this interpreter; `known` are those it has."""

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        has = f"it has {'; '.join(known)}" if known else "it has none at all"
        super().__init__(f"The map has no records of {wanted}: {has}. Record them here, or fetch a map that has them.")
        self.wanted, self.known = wanted, known


class NameUnknown(ImpactError):
    """The map knows no test, file or function called `name`; `near` are names that may have been meant."""

    def __init__(self, what: str, name: str, near: tuple[str, ...]) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"The map knows no {what} {name}.{hint}")
        self.what, self.name, self.near = what, name, near
