"""Dotted names, compared and replaced by whole parts: `a.b` is not inside `a.bc`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

IDENTIFIER = re.compile(r"[^\W\d]\w*")
DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def is_inside(name: str, outer: str) -> bool:
    """Whether a dotted name is another one, or below it."""
    return name == outer or name.startswith(outer + ".")


def last_part(name: str) -> str:
    """Return what stands after the last dot."""
    return name.rpartition(".")[2]


def first_part(name: str) -> str:
    """Return what stands before the first dot."""
    return name.partition(".")[0]


def parent(name: str) -> str:
    """Return what stands before the last dot; "" where there is none."""
    return name.rpartition(".")[0]


def absolute(module: str | None, level: int, package: str) -> str | None:
    """Return the absolute name of what `from ...module import` speaks of; None where the package is not known."""
    if not level:
        return module
    parts = package.split(".") if package else []
    if len(parts) < level:
        return None
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, *([module] if module else [])])


def chain(node: ast.expr) -> tuple[ast.Name, tuple[str, ...]] | None:
    """Return the first name of `a.b.c` and all its parts; None for an expression that begins otherwise."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return node, (node.id, *reversed(attributes))


def relative(name: str, package: str, most: int) -> str:
    """Return a name as a relative import in a package writes it: absolute where that takes more dots than `most`."""
    there, here = name.split("."), package.split(".")
    same = 0
    while same < min(len(there), len(here)) and there[same] == here[same]:
        same += 1
    dots = len(here) - same + 1
    return name if not package or not same or dots > most else "." * dots + ".".join(there[same:])


@dataclass(frozen=True, slots=True)
class Renames:
    """Old dotted names, and what each is called from now on.

    - `files_move`: whether the files of what is renamed get their new places along;
    - `of_names`: whether these are names in modules, each of which moves to the new module;
    - `paths`: old paths of files and folders under the root, and the new ones.
    """

    names: Mapping[str, str]
    files_move: bool = False
    of_names: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def things_move(self) -> bool:
        """Whether what is renamed is found by its new name alone from now on."""
        return self.files_move or self.of_names

    def old(self, name: str) -> str | None:
        """Return the longest of the old names that a name is, or is inside of."""
        while name:
            if name in self.names:
                return name
            name = parent(name)
        return None

    def new(self, name: str) -> str | None:
        """Return the new name of what is, or is inside of, an old one; None for any other."""
        old = self.old(name)
        return None if old is None else self.names[old] + name[len(old) :]

    def goes_along(self, module: str) -> bool:
        """Whether the file of a module gets a new place."""
        return self.files_move and self.old(module) is not None

    def package_after(self, module: str, package: str) -> str:
        """Return the package that relative imports of a module start from once its file has its new place."""
        after = self.new(module) if self.goes_along(module) else None
        if after is None:
            return package
        return after if module == package else parent(after)

    def new_path(self, path: str) -> tuple[str, str] | None:
        """Return the old path that a path is, or is inside of, and the new one; None for any other."""
        whole = path
        while whole:
            if whole in self.paths:
                return whole, self.paths[whole]
            whole = whole.rpartition("/")[0]
        return None
