"""A project with the small platform, and what an installer would write down of it, read without our readers."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from unittest import mock

from codemods.cli import main
from tests.codemods.recipes.course_blocks.copies import copied

GROUP = "campus.block_structure_transformer"
SETUP_PY = '''"""Set up."""
from setuptools import setup

setup(
    name="campus",
    entry_points={
        "campus.other": ["a = campus.api:get_blocks"],
        "campus.block_structure_transformer": [
            "library = campus.access:LibraryTransformer",  # the first
        ],
    },
)
'''
SETUP_CFG = """[metadata]
name = campus

[options.entry_points]
campus.block_structure_transformer =
    library = campus.access:LibraryTransformer
campus.other =
    a = campus.api:get_blocks

[tool:pytest]
addopts = -q
"""
PYPROJECT = """[project]
name = "campus"
version = "1"

[project.entry-points."campus.block_structure_transformer"]
library = "campus.access:LibraryTransformer"  # the first

# below
[tool.other]
a = 1
"""
FILES = {"setup.py": SETUP_PY, "setup.cfg": SETUP_CFG, "pyproject.toml": PYPROJECT}

_SCRIPT = """
import json, sys
from django.conf import settings
settings.configure(COURSE_BLOCKS_API_EXTRA_FIELDS=["note"])
from campus import api, structure
told = []
for course, usage, options in json.load(sys.stdin):
    children = {int(key): value for key, value in course[0].items()}
    fields = {int(key): value for key, value in course[1].items()}
    notes = {key: {"note": f"of {key}"} for key in fields}
    usage["drawn"] = set(usage["drawn"])
    blocks = structure.BlockStructure(0, children, fields, notes)
    told.append(list(api.get_blocks(blocks, usage, **options).items()))
print(json.dumps(told))
"""


def project(folder: Path, file: str, text: str | None = None) -> Path:
    """Return a project that declares its entry points in a file."""
    folder.mkdir()
    copied(folder, "campus")
    (folder / file).write_text(FILES[file] if text is None else text)
    return folder


def plug(folder: Path, *more: str) -> None:
    """Make its transformers pluggable."""
    assert main(["run", "pluggable-transformers", str(folder), "--write", "--set", f"group={GROUP}", *more]) == 0


def declared(file: Path) -> dict[str, dict[str, str]]:
    """Return the entry points of a file as its own tool reads them, by group and name."""
    if file.name == "pyproject.toml":
        found: dict[str, dict[str, str]] = tomllib.loads(file.read_text())["project"]["entry-points"]
        return found
    if file.name == "setup.cfg":
        parser = configparser.ConfigParser(delimiters=("=",))
        parser.optionxform = str  # type: ignore[assignment, method-assign]  # names keep their capitals
        parser.read(file)
        return {group: _parted(lines.split("\n")) for group, lines in parser["options.entry_points"].items()}
    setuptools = mock.Mock()
    with mock.patch.dict(sys.modules, setuptools=setuptools):
        exec(compile(file.read_text(), str(file), "exec"), {})
    [call] = setuptools.setup.call_args_list
    return {group: _parted(lines) for group, lines in call.kwargs["entry_points"].items()}


def _parted(lines: list[str]) -> dict[str, str]:
    parts = (line.partition("=") for line in lines if line.strip())
    return {name.strip(): target.strip() for name, _, target in parts}


def install(folder: Path, name: str, groups: dict[str, dict[str, str]]) -> None:
    """Write down what an installer writes: the entry points of a distribution."""
    info = folder / f"{name}-1.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    lines = (
        f"[{group}]\n" + "".join(f"{each} = {target}\n" for each, target in found.items())
        for group, found in groups.items()
    )
    (info / "entry_points.txt").write_text("\n".join(lines))


def served(folder: Path, cases: list[Any]) -> Any:
    """Return what the API of a project serves of courses, in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        cwd=folder,
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)
