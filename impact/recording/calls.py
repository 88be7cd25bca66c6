"""Who can have called whom, of the places that were entered for a node: by the names that they mention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set

from impact.source.analysis import CALLS_ANY, TAKES, Block
from impact.source.conventions import enumerates, is_dunder

_MAKES = "object +"
"""Where blocks are found by name: what makes an object, whatever its class."""


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
