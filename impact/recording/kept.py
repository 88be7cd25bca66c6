"""Values computed once and kept: who reads one rests on what its computation ran, whoever came first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set

from impact.recording.sayings import Sayings, Sources
from impact.source.analysis import CALLS_ANY, TAKES, Block
from impact.source.conventions import enumerates, is_dunder

OF_OBJECT = "object ?"
_MAKES = "object +"
"""Where blocks are found by name: what makes an object, whatever its class."""


class KeptValues:
    """Finds the nodes of kept values by the names under which code reads them."""

    def __init__(self, sources: Sources, globals_of: Callable[[str], Set[str]]) -> None:
        self._sayings, self._globals_of = Sayings(sources), globals_of
        self._nodes: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._words: dict[str, set[tuple[str, str]]] = {}
        self._over: defaultdict[str, set[str]] = defaultdict(set)
        self.distant: set[str] = set()
        """The nodes of those values that only who can get at what holds them reads."""
        self._of_objects: set[str] = set()
        self._news: list[Set[str] | None] = []
        self._asked: tuple[int, int, Set[str] | None] = (0, 0, frozenset())

    def add(self, node: str, path: str, word: str, ways: Iterable[str] = ()) -> None:
        """Say that a value is read under a name: as a global of the source at `path`, or, where that is "", as any.

        Where there are `ways`, only those read it who mention one of them as well; OF_OBJECT among them says that it is
        an attribute of an object.
        """
        if (path, node) not in self._nodes[word]:
            self._nodes[word].add((path, node))
            self._spell(word, [(path, node)])
            self._news.append({*self._sayings.other_names(word), *ways})
        for way in ways:
            self.distant.add(node)
            if way == OF_OBJECT:
                self._of_objects.add(node)
            else:
                self._over[way].add(node)

    @property
    def version(self) -> int:
        """A number that changes with each answer that may."""
        return len(self._news)

    def news_since(self, version: int) -> Set[str] | None:
        """Return the words of which others may be true since an earlier version; None for any word."""
        if self._asked[:2] != (version, len(self._news)):
            news = self._news[version:]
            words = None if None in news else frozenset[str]().union(*(each for each in news if each))
            self._asked = version, len(self._news), words
        return self._asked[2]

    def read_by(self, path: str, block: Block) -> set[str]:
        """Return the nodes of the values whose names a block of the source at `path` mentions."""
        if not self._nodes:
            return set()
        words = self._words
        found = {
            node for word in block.mentions.intersection(words) for where, node in words[word] if where in ("", path)
        }
        # What makes an object gives it attributes of its own.
        return found - self._of_objects if block.qualname.endswith(".__init__") else found

    def got_at_by(self, block: Block) -> set[str]:
        """Return the nodes of the distant values that a block can get at."""
        names = block.mentions | {class_of(block)}
        return {node for name in names.intersection(self._over) for node in self._over[name]}

    def meant_by(self, block: Block) -> Set[str]:
        """Return what a block mentions, by whatever names."""
        return self._sayings.meant_by(block)

    def refresh(self) -> None:
        """Take in sources that have come since."""
        if self._sayings.refresh():
            self._news.append(None)
            self._words.clear()
            for word, nodes in self._nodes.items():
                self._spell(word, nodes)

    def _spell(self, word: str, nodes: Iterable[tuple[str, str]]) -> None:
        """Let nodes be read by a word, and by all names that stand for it."""
        for name in self._sayings.other_names(word):
            self._words.setdefault(name, set()).update(nodes)


def reachable(
    blocks: Mapping[int, Block | None], starts: Iterable[int], meant_by: Callable[[Block], Set[str]]
) -> set[int]:
    """Return which of some entered places can have been called, over any number of calls, from some of them.

    A function calls those whose names it mentions, by whatever names (`meant_by`). The methods that Python calls by
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
        words = meant_by(block) | {class_of(block)}
        new = {number for word in by_word.keys() & words for number in by_word[word]} - found
        found |= new
        pending.extend(new)
    return found


def called_by_name(blocks: Mapping[int, Block | None], starts: Iterable[int]) -> set[int]:
    """Return which of some entered places some of them name, those name, and so on, these themselves included.

    A metaclass that is called, and calls on, makes an object of a class that it need not name.
    """
    by_name: defaultdict[str, set[int]] = defaultdict(set)
    for number, block in blocks.items():
        if block is not None:
            name = block.qualname.rpartition(".")[2]
            by_name[class_of(block) if name in ("__init__", "__new__", "__call__") else name].add(number)
            if name in ("__init__", "__new__"):
                by_name[_MAKES].add(number)
    found = set(starts) & blocks.keys()
    pending = list(found)
    while pending:
        block = blocks[pending.pop()]
        words = (block.mentions | _made_by(block)) & by_name.keys() if block is not None else ()
        new = {number for word in words for number in by_name[word]} - found
        found |= new
        pending.extend(new)
    return found


def _made_by(block: Block) -> Set[str]:
    calls_on = block.qualname.endswith(".__call__") and "__call__" in block.mentions
    return frozenset({_MAKES}) if calls_on else frozenset()


def givers(blocks: Mapping[int, Block | None], given: Iterable[int], meant_by: Callable[[Block], Set[str]]) -> set[int]:
    """Return which of some entered places can have computed what some of them were given.

    These are their callers, and theirs, as long as these were given something themselves; all, where nobody can tell.
    """
    found, pending = set[int](), [number for number in given if number in blocks]
    words = {number: meant_by(block) for number, block in blocks.items() if block} if pending else {}
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
        return class_of(block)
    return "" if is_dunder(name) or "<" in block.qualname else name


def _called_by(block: Block | None) -> list[str]:
    """Return the words by which code that mentions one can have called a block; "" stands for no word at all."""
    if block is None:
        return [""]
    name = block.qualname.rpartition(".")[2]
    if not is_dunder(name):
        return [name]
    return [name, class_of(block), *(["type", "super"] if name in _AS_CLASSES_ARE_MADE else [])]


def class_of(block: Block) -> str:
    """Return the name of the class of a method; "" for a function."""
    return block.qualname.rpartition(".")[0].rpartition(".")[2]


_AS_CLASSES_ARE_MADE = frozenset({"__new__", "__init_subclass__", "__set_name__", "__prepare__", "__call__"})
