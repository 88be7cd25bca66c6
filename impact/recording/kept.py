"""Values computed once and kept: who reads one rests on what its computation ran, whoever came first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from typing import NamedTuple

from impact.recording.calls import class_of
from impact.recording.sayings import Sayings, Sources
from impact.source.analysis import Block

UNSPELLED = "?"
"""The word under which those read an attribute who do not spell its name."""
_READING_UNSPELLED = frozenset({"getattr", "__dict__", "vars", "attrgetter"})
"""What code mentions that reads so."""

Word = tuple[str, str]
"""The word under which a value is kept, whatever the code calls it; the source as whose global it is read, or ""."""


class Names(NamedTuple):
    """By what code can read kept values: by words, and by the ways to what holds them."""

    words: frozenset[Word]
    ways: frozenset[str]


class KeptValues:
    """Finds the nodes of kept values by the names under which code reads them."""

    def __init__(self, sources: Sources) -> None:
        self.vocabulary = 0
        """A number that changes when a block may have other names than it had."""
        self.distant: set[str] = set()
        """The nodes of those values that only who can get at what holds them reads."""
        self._sayings = Sayings(sources)
        self._nodes: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._meant: defaultdict[str, set[str]] = defaultdict(set)
        self._over: defaultdict[str, set[str]] = defaultdict(set)
        self._answers: dict[Names, Set[str]] = {}
        self._same: dict[Word, Word] = {}

    def add(self, node: str, path: str, word: str, ways: Iterable[str] = ()) -> None:
        """Say that a value is read under a name: as a global of the source at `path`, or, where that is "", as any.

        Where there are `ways`, only those read it who mention one of them as well.
        """
        if word not in self._nodes:
            self._spell(word)
        nodes = self._nodes[word][path]
        if node not in nodes:
            self.vocabulary += not nodes
            nodes.add(node)
            self._answers.clear()
        for way in ways:
            nodes = self._over[way]
            if node not in nodes:
                self.vocabulary += not nodes
                nodes.add(node)
                self.distant.add(node)
                self._answers.clear()

    def __bool__(self) -> bool:
        return bool(self._nodes)

    def names(self, path: str, block: Block) -> Names:
        """Return by what a block of the source at `path` can read values, as of now."""
        meant = frozenset[str]().union(*(self._meant[name] for name in self._meant.keys() & block.mentions))
        same = self._same  # a word is joined with itself much faster than with an equal one
        words = [(word, where) for word in meant for where in {"", path} & self._nodes[word].keys()]
        ways = frozenset(self._over.keys() & (block.mentions | {class_of(block)}))
        if UNSPELLED in self._nodes and not _READING_UNSPELLED.isdisjoint(block.mentions):
            words.append((UNSPELLED, ""))
        return Names(frozenset(map(same.setdefault, words, words)), ways)

    def read_by(self, names: Names) -> Set[str]:
        """Return the nodes of the values that can be read by who has these names, of one block or of many."""
        known = self._answers.get(names)
        if known is None:
            found = [self._nodes[word][where] for word, where in names.words]
            named = frozenset[str]().union(*found)
            held = (named & self.distant).difference(*(self._over[way] for way in names.ways))
            known = self._answers[names] = named - held
        return known

    def settle(self) -> None:
        """Forget which nodes are read by which names: each test may have asked for its own."""
        self._answers.clear()

    def meant_by(self, block: Block) -> Set[str]:
        """Return what a block mentions, by whatever names."""
        return self._sayings.meant_by(block)

    def refresh(self) -> None:
        """Take in sources that have come since."""
        if self._sayings.refresh():
            self._meant.clear()
            for word in self._nodes:
                self._spell(word)
            self.vocabulary += 1
            self._answers.clear()

    def _spell(self, word: str) -> None:
        """Let values be read by a word, and by all names that stand for it."""
        for name in self._sayings.other_names(word):
            self._meant[name].add(word)
