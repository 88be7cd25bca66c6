"""The options by which every contracts command finds its project."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from impact.contracts import opening
from impact.contracts.checking import Project


def add_project_options(parser: ArgumentParser) -> None:
    """Tell argparse how to find the project."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="the configuration (default: as import-linter's)")
    parser.add_argument(
        "--cache-dir", type=Path, default=opening.FOLDER, metavar="DIR", help="default: .impact/contracts"
    )
    parser.add_argument("--no-cache", action="store_true", help="read all sources, and keep nothing")


def open_project(options: Namespace) -> Project:
    """Return the project in the present folder; raises ContractsError."""
    return opening.open_project(Path.cwd(), options.config, None if options.no_cache else options.cache_dir)
