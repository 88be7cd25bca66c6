"""Values computed once and kept: who reads one rests on what its computation ran, whoever came first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from impact.source.analysis import Analysis, Block

Sources = Callable[[], Iterable[Analysis]]
"""All analysed sources of the process."""


class KeptValues:
    """Finds the nodes of kept values by the names under which code reads them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._nodes: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._aliased: tuple[int, dict[str, set[tuple[str, str]]]] = -1, {}
        self.version = 0

    def add(self, node: str, path: str, word: str) -> None:
        """Say that a value is read under a name: in the source at `path`, or, where that is "", anywhere."""
        if (path, node) not in self._nodes[word]:
            self._nodes[word].add((path, node))
            self.version += 1

    def read_by(self, path: str, block: Block) -> set[str]:
        """Return the nodes of the values that a block of the source at `path` can read."""
        if not self._nodes:
            return set()
        words = self._by_word()
        return {node for word in block.mentions.intersection(words) for where, node in words[word]
                if where in ("", path)}

    def _by_word(self) -> dict[str, set[tuple[str, str]]]:
        """Return the nodes by name, other names given by `import f as g` among them."""
        version, words = self._aliased
        if version != self.version:
            words = {word: set(nodes) for word, nodes in self._nodes.items()}
            for analysis in self._sources():
                for statement in analysis.statements:
                    for imported in statement.imports:
                        word = imported.partition(":")[2]
                        if word in self._nodes:
                            for name in statement.binds:
                                words.setdefault(name, set()).update(self._nodes[word])
            self._aliased = self.version, words
        return words
