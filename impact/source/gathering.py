"""What a walk over a syntax tree gathers, in which scope it stands, and what a writer of nodes may ask of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Protocol

from impact.source.handing import Handing

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Scope:
    """A module, class or function: what the qualnames inside begin with, its `global` names, and all parameters.

    `bound` are the names that the functions around it bind, each in a set that its walk still fills.
    """

    __slots__ = ("bound", "declared", "parameters", "prefix")

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.declared: set[str] = set()
        self.parameters: frozenset[str] = frozenset()
        self.bound: tuple[set[str], ...] = ()

    def qualname(self, name: str) -> str:
        """Return the qualname of what is defined here: that of a name declared `global` has no prefix."""
        return name if name in self.declared else self.prefix + name


@dataclass(slots=True)
class Gathered:
    """What was found in one block, or in one statement.

    `bound` are the names that it binds; `called` those that it calls, with a dot before that of an attribute, and ""
    for what has no name. `handed` are the names used as values, and pairs of the name that a chain of attributes begins
    with and its last attribute, those of the functions inside included.
    """

    tokens: list[str] = field(default_factory=list)
    mentions: set[str] = field(default_factory=set)
    imports: list[str] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    handed: set[str | tuple[str, str]] = field(default_factory=set)
    yields: bool = False


class Walking(Protocol):
    """A walk under way, as the writers of single nodes know it."""

    globals: set[str]
    """The names that functions declare `global`."""
    handing: Handing

    def function(self, node: Function, scope: Scope, around: Gathered) -> Gathered:
        """Keep the block of a function that stands in `around`, and return what is in its body."""

    def body(self, node: Any, owner: str) -> list[ast.stmt]:
        """Return the statements of a module, class or function without its docstring, which is kept aside."""

    def live(self, node: ast.If) -> list[ast.stmt] | None:
        """Return the only branch that is ever executed of a test for type checking; None for any other test."""
