"""What a project is like: which Django it is for, what its code stands on, which settings it has."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from codemods.errors import SourceUnreadable
from codemods.needles import Needle, words
from codemods.plans.tree import Tree
from codemods.sources.python import Python

_IMPORT = rb"^[ \t]*(?:from|import)[ \t]+%b(?![0-9A-Za-z_])"
_MARKS = {
    "edx_toggles": Needle((b"edx_toggles",), re.compile(_IMPORT % rb"edx_toggles", re.MULTILINE)),
    "waffle": Needle((b"waffle",), re.compile(_IMPORT % rb"waffle", re.MULTILINE)),
    "features": Needle((b"settings.FEATURES",), re.compile(rb"settings\.FEATURES(?![0-9A-Za-z_])")),
    "old": Needle((b"django.core.urlresolvers",), re.compile(rb"django\.core\.urlresolvers")),
    "new": Needle((b"django.urls",), re.compile(_IMPORT % rb"django\.urls", re.MULTILINE)),
}
_SETTINGS_FOLDERS = frozenset({"settings", "envs", "conf"})


@dataclass(frozen=True, slots=True)
class Project:
    """What was seen in the Python files of a tree.

    - `has`: of "edx_toggles", "waffle" and "features" (the dictionary `settings.FEATURES`), those that are used;
    - `is_old`: whether most of it is for a Django before 2, and so maybe for Python 2.
    """

    has: frozenset[str]
    is_old: bool


def look_at(tree: Tree) -> Project:
    """Return what a project is like; each Python file is read once, and none is parsed."""
    counts = dict.fromkeys(_MARKS, 0)
    for path in tree.paths:
        if path.endswith(".py"):
            raw = tree.read(path)
            for name, mark in _MARKS.items():
                counts[name] += mark.found_in(raw)
    has = frozenset(name for name in ("edx_toggles", "waffle", "features") if counts[name])
    return Project(has, counts["old"] > counts["new"])


def defines_setting(tree: Tree, name: str) -> bool:
    """Whether one of the tree's settings modules gives a setting a value."""
    for path in tree.holding(words(name)):
        parts = path.removesuffix(".py").split("/")
        if path.endswith(".py") and (_SETTINGS_FOLDERS & set(parts) or parts[-1].endswith("settings")):
            try:
                opened = tree.open(path)
            except SourceUnreadable:
                continue
            if opened is not None and isinstance(opened.source, Python) and _assigns(opened.source.tree, name):
                return True
    return False


def _assigns(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load) for node in ast.walk(tree)
    )
