"""What a function can leave in places that outlive it, read off its instructions."""

from __future__ import annotations

import dis
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import CodeType
from typing import NamedTuple

_EXTENDED, _CACHE = dis.opmap["EXTENDED_ARG"], dis.opmap["CACHE"]
_GLOBALS = frozenset(dis.opmap[name] for name in ("STORE_GLOBAL", "DELETE_GLOBAL"))
_ATTRIBUTES = frozenset(dis.opmap[name] for name in ("STORE_ATTR", "DELETE_ATTR"))
_STORE_ATTRIBUTE = dis.opmap["STORE_ATTR"]
_ITEMS = frozenset(dis.opmap[name] for name in ("STORE_SUBSCR", "DELETE_SUBSCR", "STORE_SLICE") if name in dis.opmap)
_CELLS = frozenset(dis.opmap[name] for name in ("STORE_DEREF", "DELETE_DEREF"))
_LOADS = frozenset(dis.opmap[name] for name in ("LOAD_FAST", "LOAD_FAST_BORROW") if name in dis.opmap)
_DOUBLE_LOADS = frozenset(
    dis.opmap[name]
    for name in ("LOAD_FAST_LOAD_FAST", "STORE_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
    if name in dis.opmap
)
_OPERATION, _CONTAINS = dis.opmap["BINARY_OP"], dis.opmap["CONTAINS_OP"]
_IN_PLACE = 13
"""The number of the first operation that may change its left side, `+=`; others are below."""
_READS = {
    dis.opmap[name]: shift
    for name, shift in {
        "LOAD_ATTR": int(sys.version_info >= (3, 12)),
        "LOAD_METHOD": 0,
        "LOAD_GLOBAL": 1,
        "LOAD_NAME": 0,
    }.items()
    if name in dis.opmap
}
"""What reads an attribute or a global: by how many bits its argument is shifted, to be the number of the name."""
_ASKS = frozenset(
    number
    for name, number in dis.opmap.items()
    if name in ("TO_BOOL", "UNARY_NOT", "CONTAINS_OP") or ("JUMP" in name and "_IF_" in name)
)
_MUTATORS = frozenset(
    "add append appendleft clear discard extend extendleft insert move_to_end pop popitem popleft remove reverse rotate"
    " setdefault sort subtract update __setitem__ __delitem__".split()
)
_GROWERS = frozenset("add append appendleft extend insert update".split())
_SETTERS = frozenset({"setattr", "__setattr__"})
_DICTIONARIES = frozenset({"__dict__", "vars"})
_SEEKERS = frozenset({"getattr", "hasattr", "get", "setdefault"})
_ASKED_IF_MISSING = "__getattr__"
_CLASS_NAMES = frozenset({"cls", "klass", "mcs", "mcls", "metacls"})
_OWNERS = _CLASS_NAMES | {"self"}
_WAYS_TO_THE_CLASS = frozenset({"type", "__class__"})


class Stores(NamedTuple):
    """What the instructions of one function can change.

    - `globals`: names stored with `global`.
    - `memos`: containers in which it may look something up, and set it if it isn't there.
    - `remembered`: attributes that it reads as well as stores.
    - `on_class`: whether the first argument may be the class, or the function may get at it.
    - `given`: whether it may store something that it was given, other than as a key.
    - `mutates`: whether it may change what a container holds; `cells`: whether it binds variables around it.
    - `unspelled`: whether it may set attributes whose names it does not spell, after a look whether they are there.
    """

    globals: frozenset[str]
    memos: frozenset[str]
    remembered: frozenset[str]
    on_class: bool
    given: bool
    mutates: bool
    cells: bool
    unspelled: bool


def stores(code: CodeType) -> Stores | None:
    """Return what a function can store; None where it stores nothing that outlives it."""
    names, raw = code.co_names, code.co_code
    mutates = not _MUTATORS.isdisjoint(names)
    opcodes = raw[::2]
    unspelled = _sets_unspelled(code, opcodes)
    if not (mutates or unspelled or _STORING.search(opcodes)):
        return None
    bound, stored, deletes, cells = set[str](), set[str](), False, False
    for at in _positions(_STORING, opcodes):
        opcode = opcodes[at]
        if opcode in _GLOBALS:
            bound.add(names[_argument(raw, at)])
        elif opcode == _STORE_ATTRIBUTE:
            stored.add(names[_argument(raw, at)])
        elif opcode in _ATTRIBUTES:
            deletes = True
        elif opcode in _CELLS:
            cells = True
        else:
            mutates = mutates or opcode in _ITEMS or _argument(raw, at) >= _IN_PLACE
    if not (mutates or unspelled or cells or bound or stored or deletes):
        return None
    memos = _memos(code, opcodes)
    return Stores(
        frozenset(bound),
        memos,
        frozenset(stored).intersection(name for name, _ in _reads(code, opcodes)) if stored else frozenset(),
        not code.co_argcount or code.co_varnames[0] in _CLASS_NAMES or not _WAYS_TO_THE_CLASS.isdisjoint(names),
        _uses_given(code),
        mutates,
        cells and bool(code.co_freevars),
        unspelled or "__dict__" in memos,
    )


def _sets_unspelled(code: CodeType, opcodes: bytes) -> bool:
    """Whether a function sets attributes by names that it computes, where it looked for them, or as there was none."""
    names = code.co_names
    if _SETTERS.isdisjoint(names) and (_DICTIONARIES.isdisjoint(names) or not _ITEM_STORE.search(opcodes)):
        return False
    seeks = code.co_name == _ASKED_IF_MISSING or not _SEEKERS.isdisjoint(names)
    return seeks or (_SETTERS.isdisjoint(names) and _CONTAINS in opcodes)


def _memos(code: CodeType, opcodes: bytes) -> frozenset[str]:
    """Return the attributes and globals that are read twice or more where an item of something is set, or a default.

    Where something is only added, they are those that it also asks for what they hold, or whether they hold anything.
    """
    least = 1 if "setdefault" in code.co_names else 2
    sets_items = least == 1 or not _ITEMS.isdisjoint(opcodes)
    if not sets_items and _GROWERS.isdisjoint(code.co_names):
        return frozenset()
    found = list(_reads(code, opcodes))
    read = Counter(name for name, _ in found)
    asked = {name for name, asks in found if asks}
    return frozenset(name for name, times in read.items() if times >= least and (sets_items or name in asked))


def _reads(code: CodeType, opcodes: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the attributes and globals that are read, with whether it is asked at once what they hold."""
    raw, names = code.co_code, code.co_names
    for at in _positions(_READING, opcodes):
        after = at + 1
        while opcodes[after] in (_CACHE, _EXTENDED):
            after += 1
        yield names[_argument(raw, at) >> _READS[opcodes[at]]], opcodes[after] in _ASKS


def _pattern(opcodes: Iterable[int]) -> re.Pattern[bytes]:
    return re.compile(b"[" + re.escape(bytes(each for each in opcodes if each < 256)) + b"]", re.DOTALL)


_STORING = _pattern(_GLOBALS | _ATTRIBUTES | _ITEMS | _CELLS | {_OPERATION})
_READING = _pattern(_READS)
_ITEM_STORE = _pattern(_ITEMS)


def _positions(pattern: re.Pattern[bytes], opcodes: bytes) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(opcodes))


def _argument(raw: bytes, at: int) -> int:
    """Return the argument of an instruction, with what stands before it where it is a large one."""
    argument, shift = raw[2 * at + 1], 8
    while at and raw[2 * at - 2] == _EXTENDED:
        at -= 1
        argument |= raw[2 * at + 1] << shift
        shift += 8
    return argument


def _uses_given(code: CodeType) -> bool:
    """Whether parameters are loaded, but that of the method's own object, and those that only serve as keys."""
    names = code.co_varnames
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & CO_VARARGS)
    count += bool(code.co_flags & CO_VARKEYWORDS)
    parameters = {number for number in range(count) if names[number] not in _OWNERS}
    if not parameters:
        return False
    if not parameters.isdisjoint(number for number in range(count) if names[number] in code.co_cellvars):
        return True
    loaded, keys = set[int](), set[int]()
    last = -1
    raw = code.co_code
    for opcode, argument in zip(raw[::2], raw[1::2], strict=True):
        if opcode in _LOADS:
            last = argument
            loaded.add(argument)
        elif opcode in _DOUBLE_LOADS:
            last = argument & 15
            loaded |= {last, argument >> 4}
        elif opcode in _ITEMS and last >= 0:
            keys.add(last)
        elif opcode not in (_CACHE, _EXTENDED):
            last = -1
    return not parameters.isdisjoint(loaded - keys)


def class_around(qualname: str) -> str:
    """Return the class in which a function, or the function around it, stands; "" for none."""
    outer = qualname.rpartition(".")[0]
    while outer.endswith(".<locals>"):
        outer = outer.removesuffix(".<locals>").rpartition(".")[0]
    return outer
