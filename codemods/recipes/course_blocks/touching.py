"""What becomes of one module when the lists in it are made pluggable."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from codemods.model import Edit
from codemods.recipes.course_blocks.landscape import Module


@dataclass(eq=False)
class Touched:
    """One module: edits, the calls that go, and the names that it needs from the module made for it.

    `made` are the names of the functions that it is given, by lists of transformers and of fields alike.
    """

    module: Module
    edits: list[Edit] = field(default_factory=list)
    gone: list[ast.expr] = field(default_factory=list)
    needed: set[str] = field(default_factory=set)
    appended: str = ""
    made: set[str] = field(default_factory=set)


class Touching:
    """The modules that a plan touches, by path."""

    def __init__(self) -> None:
        self.modules: dict[str, Touched] = {}

    def of(self, module: Module) -> Touched:
        """Return what becomes of a module."""
        return self.modules.setdefault(module.path, Touched(module))

    def taken(self, module: Module) -> set[str]:
        """Return the names that a module has, or will have."""
        top = module.source.names.top
        known = self.modules.get(module.path)
        return {*top.others, *top.imports, *(known.made if known is not None else ())}
