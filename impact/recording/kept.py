"""Values computed once and kept: who reads one rests on what its computation ran, whoever came first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from types import MappingProxyType

from impact.source.analysis import CALLS_ANY, TAKES, Analysis, Block, Sort, Statement
from impact.source.conventions import enumerates, is_dunder

Sources = Callable[[], Iterable[Analysis]]
"""All analysed sources of the process."""


class KeptValues:
    """Finds the nodes of kept values by the names under which code reads them."""

    def __init__(self, sources: Sources, globals_of: Callable[[str], Set[str]]) -> None:
        self._sources, self._globals_of = sources, globals_of
        self._nodes: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._aliased: tuple[int, dict[str, set[tuple[str, str]]]] = -1, {}
        self._over: defaultdict[str, set[str]] = defaultdict(set)
        self.distant: set[str] = set()
        """The nodes of those values that only who can get at what holds them reads."""
        self._said: tuple[int, dict[str, set[str]]] = -1, {}
        self.version = 0

    def add(self, node: str, path: str, word: str, ways: Iterable[str] = ()) -> None:
        """Say that a value is read under a name: as a global of the source at `path`, or, where that is "", as any.

        Where there are `ways`, only those read it who mention one of them as well.
        """
        if (path, node) not in self._nodes[word]:
            self._nodes[word].add((path, node))
            self.version += 1
        for way in ways:
            self.distant.add(node)
            self._over[way].add(node)

    def read_by(self, path: str, block: Block) -> set[str]:
        """Return the nodes of the values whose names a block of the source at `path` mentions."""
        if not self._nodes:
            return set()
        words = self._by_word()
        return {
            node
            for word in block.mentions.intersection(words)
            for where, node in words[word]
            # What a module binds itself is its own, and not the global of another one.
            if where in ("", path) or word not in self._globals_of(path)
        }

    def got_at_by(self, block: Block) -> set[str]:
        """Return the nodes of the distant values that a block can get at."""
        names = block.mentions | {_class_of(block)}
        return {node for name in names.intersection(self._over) for node in self._over[name]}

    def said_by_names(self) -> Mapping[str, Set[str]]:
        """Return what names that are bound by assignments and renaming imports stand for, as far as these say."""
        sources = list(self._sources())
        if self._said[0] != len(sources):
            said: dict[str, set[str]] = {}
            for each in (each for source in sources for each in source.statements if _renames(each)):
                for name in each.binds:
                    said.setdefault(name, set()).update(each.mentions)
            self._said = len(sources), said
        return self._said[1]

    def _by_word(self) -> dict[str, set[tuple[str, str]]]:
        """Return the nodes by name, other names given by `import f as g` or `g = f` among them."""
        version, words = self._aliased
        if version != self.version:
            words = {word: set(nodes) for word, nodes in self._nodes.items()}
            renaming = [each for analysis in self._sources() for each in analysis.statements if _renames(each)]
            renamed = True
            while renamed:
                renamed = sum(_rename(each, words) for each in renaming) > 0  # each of them, to the end
            self._aliased = self.version, words
        return words


def _renames(statement: Statement) -> bool:
    return bool(statement.binds) and (
        statement.sort is Sort.ASSIGNMENT or (statement.sort is Sort.IMPORT and statement.binds != ("*",))
    )


def _rename(statement: Statement, words: dict[str, set[tuple[str, str]]]) -> bool:
    """Let the names that a statement binds stand for what it mentions; return whether that is news."""
    nodes = {node for word in statement.mentions.intersection(words) for node in words[word]}
    news = False
    for name in statement.binds:
        if not nodes <= words.get(name, set()):
            words.setdefault(name, set()).update(nodes)
            news = True
    return news


def reachable(
    blocks: Mapping[int, Block | None], starts: Iterable[int], said: Mapping[str, Set[str]] = MappingProxyType({})
) -> set[int]:
    """Return which of some entered places can have been called, over any number of calls, from some of them.

    A function calls those whose names it mentions, `said` by other names included. The methods that Python calls by
    itself (`__init__`, `__set__` and their like) count where their class is mentioned, or another method of it was
    called, and wherever a class is made.
    A function that finds names which it doesn't spell, or calls what it was given, can call any.
    """
    by_word: defaultdict[str, set[int]] = defaultdict(set)
    for number, block in blocks.items():
        for word in _called_by(block):
            by_word[word].add(number)
    found = set(starts) & blocks.keys() | by_word[""]
    pending = list(found)
    while pending:
        block = blocks[pending.pop()]
        if block is None:
            continue
        if enumerates(block.mentions) or CALLS_ANY in block.mentions:
            return set(blocks)
        words = _spread(block.mentions | {_class_of(block)}, said)
        new = {number for word in words.intersection(by_word) for number in by_word[word]} - found
        found |= new
        pending.extend(new)
    return found


def givers(
    blocks: Mapping[int, Block | None], given: Iterable[int], said: Mapping[str, Set[str]] = MappingProxyType({})
) -> set[int]:
    """Return which of some entered places can have computed what some of them were given.

    These are their callers, and theirs, as long as these were given something themselves; all, where nobody can tell.
    """
    found, pending = set[int](), [number for number in given if number in blocks]
    words = {number: _spread(block.mentions, said) for number, block in blocks.items() if block} if pending else {}
    while pending:
        block = blocks[pending.pop()]
        name = _name_to_call(block) if block else ""
        if not name:
            return set(blocks)
        new = {number for number, mentions in words.items() if name in mentions} - found
        found |= new
        pending.extend(number for number in new if TAKES in words[number])
    return found


def _name_to_call(block: Block) -> str:
    """Return the name that who calls a block mentions; "" where it needs none."""
    name = block.qualname.rpartition(".")[2]
    if name in ("__init__", "__new__"):
        return _class_of(block)
    return "" if is_dunder(name) or "<" in block.qualname else name


def _spread(words: Set[str], said: Mapping[str, Set[str]]) -> set[str]:
    """Return words with all that is said by them."""
    found, pending = set(words), list(words)
    while pending:
        new = said.get(pending.pop(), frozenset()) - found
        found |= new
        pending.extend(new)
    return found


def _called_by(block: Block | None) -> list[str]:
    """Return the words by which code that mentions one can have called a block; "" stands for no word at all."""
    if block is None:
        return [""]
    name = block.qualname.rpartition(".")[2]
    if not is_dunder(name):
        return [name]
    return [name, _class_of(block), *(["type", "super"] if name in _AS_CLASSES_ARE_MADE else [])]


def _class_of(block: Block) -> str:
    return block.qualname.rpartition(".")[0].rpartition(".")[2]


_AS_CLASSES_ARE_MADE = frozenset({"__new__", "__init_subclass__", "__set_name__", "__prepare__", "__call__"})
