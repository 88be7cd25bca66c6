"""The faults of contracts and their configuration. Each names its culprit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from impact.errors import ImpactError


class ContractsError(ImpactError):
    """Nothing can be judged: the fault concerns all contracts."""


class ConfigurationAbsent(ContractsError):
    """No file with contracts was found in `folder`, or the one that was asked for holds none."""

    def __init__(self, folder: Path, looked_for: Iterable[str]) -> None:
        names = ", ".join(looked_for)
        super().__init__(
            f"No contracts in {folder}: looked for a section 'importlinter' in {names}. Write one, or give --config."
        )
        self.folder = folder


class ConfigurationUnreadable(ContractsError):
    """A configuration file can't be read; `path` is where it is, `reason` why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class RootUnusable(ContractsError):
    """A root package called `name` can't be looked at."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Root package '{name}' {reason}")
        self.name, self.reason = name, reason


class ContractMisconfigured(ContractsError):
    """One contract can't be judged; the others can."""


class ModuleUnknown(ContractMisconfigured):
    """A contract, or a question, names a module that is not in the graph."""

    def __init__(self, name: str, known: Iterable[str], where: str = "") -> None:
        from difflib import get_close_matches  # takes milliseconds to import, and is needed for mistakes only

        near = get_close_matches(name, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        super().__init__(f"{where}Module '{name}' does not exist.{hint}")
        self.name = name


class BaselineUnreadable(ContractsError):
    """The file of frozen violations is damaged; `path` is where it is."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}. Restore it from git, or write it anew with `impact contracts freeze`.")
        self.path, self.reason = path, reason


class HistoryUnreadable(ContractsError):
    """Git can't tell how the tree was at `revision`."""

    def __init__(self, revision: str, reason: str) -> None:
        super().__init__(f"Revision '{revision}': {reason}")
        self.revision, self.reason = revision, reason
