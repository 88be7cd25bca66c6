"""Finding the file in which the project that a module belongs to declares its entry points."""

from __future__ import annotations

from pathlib import PurePosixPath

from codemods.errors import SourceUnreadable
from codemods.plans.tree import Tree
from codemods.recipes.course_blocks.declaring.model import Declaration
from codemods.recipes.course_blocks.declaring.pyproject import Pyproject
from codemods.recipes.course_blocks.declaring.setup_cfg import SetupCfg
from codemods.recipes.course_blocks.declaring.setup_py import SetupPy
from codemods.sources.decoding import decode_other
from codemods.sources.python import Python

_NAMES = ("pyproject.toml", "setup.cfg", "setup.py")


def declaration_for(tree: Tree, path: str) -> Declaration | None:
    """Return the file that installers read for the project around a module, None where there is none.

    In one folder a `pyproject.toml` with a project comes first, then a `setup.cfg` with options, unless another of them
    has entry points already.
    """
    for folder in PurePosixPath(path).parents:
        found = [each for name in _NAMES if (each := open_declaration(tree, str(folder / name))) is not None]
        found = [each for each in found if each.declares]
        if found:
            return next((each for each in found if each.entry_points()), found[0])
    return None


def declarations(tree: Tree) -> list[Declaration]:
    """Return every file among those of a run that declares entry points."""
    paths = [path for path in tree.paths if PurePosixPath(path).name in _NAMES]
    opened = (open_declaration(tree, path) for path in paths)
    return [each for each in opened if each is not None and each.declares]


def open_declaration(tree: Tree, path: str) -> Declaration | None:
    """Return a file that may declare entry points, None where there is none, or one that can't be read."""
    if not tree.exists(path):
        return None
    name = PurePosixPath(path).name
    try:
        if name == "setup.py":
            opened = tree.open(path)
            source = opened.source if opened is not None else None
            return SetupPy(path, source) if isinstance(source, Python) and source.form == "python" else None
        text = decode_other(tree.read(path)).text
        return Pyproject(path, text) if name == "pyproject.toml" else SetupCfg(path, text)
    except SourceUnreadable:
        return None
