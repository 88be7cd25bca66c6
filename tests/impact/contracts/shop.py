"""A small project in a folder, as a person would have it, and our command run in it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from impact.contracts.checking import Project, check
from impact.contracts.model import Report, Verdict
from impact.contracts.opening import open_project
from tests.impact.contracts.judge import standing_in


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files, dedented, with an `__init__.py` in every folder of the package `shop`; return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())
        for parent in path.relative_to(folder).parents:
            if name.startswith("shop/") and str(parent) != "." and name.endswith(".py"):
                (folder / parent / "__init__.py").touch()
    return folder


def project_in(folder: Path) -> Project:
    """Return the project, with nothing kept. Stand in the folder as long as it is used."""
    return open_project(folder, shelter=None)


def report_on(folder: Path) -> Report:
    """Return the verdicts on all contracts in a folder."""
    with standing_in(folder):
        return check(project_in(folder))


def verdict_on(folder: Path, options: str, session: str = "root_package = shop") -> Verdict:
    """Return the verdict on one contract, of which these are the options in INI form."""
    lines = ["[importlinter]", textwrap.dedent(session), "[importlinter:contract:one]", "name = One"]
    (folder / ".importlinter").write_text("\n".join([*lines, textwrap.dedent(options)]))
    (verdict,) = report_on(folder).verdicts
    return verdict
