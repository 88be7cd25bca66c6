"""Copies of the small platform: one as it is, one migrated by the command line, both imported."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from types import ModuleType

from codemods.cli import main

CAMPUS = Path(__file__).with_name("campus")


def copied(folder: Path, name: str) -> Path:
    """Return the package's folder in a copy that has a name of its own."""
    target = folder / name
    shutil.copytree(CAMPUS, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def migrated(folder: Path, name: str, *codemods: str) -> Path:
    """Return the package's folder in a copy on which codemods have run."""
    target = copied(folder, name)
    assert main(["run", *codemods, str(target), "--write", "--jobs", "1"]) == 0
    return target


def imported(package: Path, *modules: str) -> ModuleType:
    """Return a package, imported with some of its modules."""
    sys.path.insert(0, str(package.parent))
    try:
        importlib.invalidate_caches()
        for module in modules:
            importlib.import_module(f"{package.name}.{module}")
        return importlib.import_module(package.name)
    finally:
        sys.path.remove(str(package.parent))
