"""Opening a project: its configuration, the import path, and the folder where it is kept what was learned."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from impact.contracts.checking import Project
from impact.contracts.configuration import read_configuration
from impact.contracts.sources.shelter import Shelter

FOLDER = Path(".impact", "contracts")
"""Where it is kept what was learned about the sources, unless told otherwise."""


def open_project(
    here: Path, config: Path | None = None, shelter: Path | None = FOLDER, without_contracts: bool = False
) -> Project:
    """Return the project in a folder, which is put on the import path, as lint-imports does.

    `config` is relative to the folder; None means that it is looked for. With None as `shelter` nothing is kept.
    With `without_contracts` the configuration need not have any. Raises ContractsError.
    """
    if str(here) not in sys.path:
        sys.path.insert(0, str(here))
    configuration = read_configuration(here, config, without_contracts)
    return Project(configuration, Shelter(None if shelter is None else here / shelter), time.strftime("%Y-%m-%d"))
