"""Which functions call what they were given, or found in a variable or an attribute: nobody can tell what that runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from impact.source.analysis import CALLS_ANY, Block

_CLASS_NAMES = frozenset({"cls", "klass", "mcs", "mcls"})
"""By these a class method knows its own class: no function that somebody handed over."""
OWNERS = _CLASS_NAMES | {"self"}
"""By these a method knows whose it is."""


def name_called(node: ast.Call) -> str:
    """Return the name that is called, with a dot before that of an attribute; "" where it has none."""
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return f".{name}"
    return ""


class CallsOfFunctions:
    """What the functions of one source call. `stored` are the attributes that its code assigns."""

    def __init__(self) -> None:
        self.stored: set[str] = set()
        self._calls: list[tuple[set[str], tuple[set[str], ...]]] = []

    def add(self, called: set[str], bound: tuple[set[str], ...]) -> None:
        """Take in what a function calls, and what it and the functions around it bind."""
        self._calls.append((called, bound))

    def marked(self, blocks: Iterable[Block], in_classes: Iterable[str]) -> list[Block]:
        """Return the blocks, in the order of `add`, those marked that call what nobody can tell.

        `in_classes` are the names that class bodies bind by an assignment.
        """
        values = {f".{name}" for name in (*self.stored, *in_classes)} | {""}
        return [
            _marked(block) if self._is_open(called, bound, values) else block
            for block, (called, bound) in zip(blocks, self._calls, strict=True)
        ]

    @staticmethod
    def _is_open(called: set[str], bound: tuple[set[str], ...], values: set[str]) -> bool:
        return not called.isdisjoint(values) or any(not called.isdisjoint(each - _CLASS_NAMES) for each in bound)


def _marked(block: Block) -> Block:
    mentions = block.mentions | {CALLS_ANY}
    return Block(block.name, block.qualname, block.line, block.fingerprint, block.imports, mentions)
