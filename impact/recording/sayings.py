"""What names stand for that assignments and renaming imports bind: `f` for `g` after `import g as f`, or `f = g`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set

from impact.source.analysis import Analysis, Block, Sort, Statement

Sources = Callable[[], Iterable[Analysis]]
"""All analysed sources of the process."""


class Sayings:
    """Answers from all sources of the process, which keeps them: they are told apart by their identity."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._heard: set[int] = set()
        self._said: dict[str, set[str]] = {}
        self._sayers: dict[str, set[str]] = {}
        self._spread: dict[int, tuple[Block, Set[str]]] = {}

    def refresh(self) -> bool:
        """Take in further sources; return whether there are any."""
        new = [each for each in self._sources() if id(each) not in self._heard]
        self._heard.update(map(id, new))
        for each in (each for source in new for each in source.statements if _renames(each)):
            for name in each.binds:
                self._said.setdefault(name, set()).update(each.mentions)
            for word in each.mentions:
                self._sayers.setdefault(word, set()).update(each.binds)
        if new:
            self._spread.clear()
        return bool(new)

    def meant_by(self, block: Block) -> Set[str]:
        """Return what a block mentions, with all that is said by it."""
        known = self._spread.get(id(block))
        if known is None:
            known = self._spread[id(block)] = block, _closure(block.mentions, self._said)
        return known[1]

    def other_names(self, word: str) -> Set[str]:
        """Return a word with all the names that stand for it."""
        return _closure({word}, self._sayers)


def _closure(words: Set[str], following: Mapping[str, Set[str]]) -> Set[str]:
    if following.keys().isdisjoint(words):
        return words  # mostly so: nothing is made that would have to be kept
    found, pending = set(words), list(words)
    while pending:
        new = following.get(pending.pop(), frozenset()) - found
        found |= new
        pending.extend(new)
    return found


def _renames(statement: Statement) -> bool:
    return bool(statement.binds) and (
        statement.sort is Sort.ASSIGNMENT or (statement.sort is Sort.IMPORT and statement.binds != ("*",))
    )
