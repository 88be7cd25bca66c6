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


def add_kinds_option(parser: ArgumentParser) -> None:
    """Tell argparse how to choose edges."""
    parser.add_argument(
        "--kinds",
        type=lambda text: text.split(","),
        default=["import", "function", "type-checking"],
        metavar="KIND,KIND",
        help="edges to look at: import, function, type-checking, strings, mock, setting, foreign-key, urlconf, signal,"
        " string, template, runtime, no-tests (default: the first three)",
    )


def open_project(options: Namespace, without_contracts: bool = False) -> Project:
    """Return the project in the present folder; raises ContractsError."""
    shelter = None if options.no_cache else options.cache_dir
    return opening.open_project(Path.cwd(), options.config, shelter, without_contracts)
