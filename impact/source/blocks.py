"""Finding the block that a code object belongs to, and the facts that claims about a source are made of."""

from __future__ import annotations

from impact.model import DOCUMENTATION, LEVEL
from impact.source.analysis import Analysis, Block

_INSIDE = ".<locals>"


def facts(analysis: Analysis) -> dict[str, str]:
    """Return the present fingerprint of every aspect of a source."""
    present = {LEVEL: analysis.level, DOCUMENTATION: analysis.documentation}
    present.update((block.name, block.fingerprint) for block in analysis.blocks)
    return present


class BlockIndex:
    """The blocks of one source, found in constant time."""

    def __init__(self, analysis: Analysis) -> None:
        # No two functions start at the same line: `def` opens a logical line, and so does a decorator.
        self._by_line = {block.line: block for block in analysis.blocks}
        self._by_qualname: dict[str, list[Block]] = {}
        for block in analysis.blocks:
            self._by_qualname.setdefault(block.qualname, []).append(block)

    def at(self, qualname: str, line: int) -> Block | None:
        """Return the block that a code object belongs to, given `co_qualname` and `co_firstlineno`.

        A lambda, a comprehension or a class body belongs to the function around it. None is for code of the module
        level, and for code that isn't in the source.
        """
        block = self._by_line.get(line)
        if block is not None and block.qualname.rpartition(".")[2] == qualname.rpartition(".")[2]:
            # Mostly the very same qualname. It may differ where the code is reached in some other way than by
            # importing the file (as when a test runs a copy of it): the line and the name are enough.
            return block
        return self._around(qualname, line)

    def _around(self, qualname: str, line: int) -> Block | None:
        outer, inside, _ = qualname.rpartition(_INSIDE)
        while inside:
            before = [block for block in self._by_qualname.get(outer, ()) if block.line <= line]
            if before:
                return before[-1]
            outer, inside, _ = outer.rpartition(_INSIDE)
        return None


def block_at(analysis: Analysis, qualname: str, line: int) -> Block | None:
    """Return the block that one code object belongs to; to ask for many, keep a BlockIndex."""
    return BlockIndex(analysis).at(qualname, line)
