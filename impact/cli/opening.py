"""Opening the project that a contracts command is about: its configuration, the import path, and what is kept."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.contracts.checking import Project
from impact.contracts.configuration import read_configuration
from impact.contracts.sources.shelter import Shelter

FOLDER = Path(".impact", "contracts")
"""Where it is kept what was learned about the sources, unless told otherwise."""


def add_project_options(parser: ArgumentParser) -> None:
    """Tell argparse how to find the project."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="the configuration (default: as import-linter's)")
    parser.add_argument("--cache-dir", type=Path, default=FOLDER, metavar="DIR", help=f"default: {FOLDER}")
    parser.add_argument("--no-cache", action="store_true", help="read all sources, and keep nothing")


def open_project(options: Namespace) -> Project:
    """Return the project in the present folder; raises ContractsError."""
    here = Path.cwd()
    if sys.path[:1] != [str(here)]:
        sys.path.insert(0, str(here))  # as lint-imports does: the roots are mostly here
    configuration = read_configuration(here, options.config)
    shelter = Shelter(None if options.no_cache else here / options.cache_dir)
    return Project(configuration, shelter, time.strftime("%Y-%m-%d"))
