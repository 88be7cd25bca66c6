"""What a command line starts: a Python that can be recorded, a part of multiprocessing, or another program."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

# Tests replace functions of `os` by fakes, which are not meant for us.
from os import X_OK, access
from os.path import basename, isfile, realpath

_PYTHON = re.compile(r"(python|pypy)[\d.]*[tdm]*$")
_SHEBANG = re.compile(rb"#!.*\b(python|pypy)[\d.]*")
_UNSEEN = frozenset("IES")
"""Flags under which a Python looks for no `sitecustomize` on our path: isolated, no environment, no site."""
_OF_THE_SYSTEM = frozenset({"/bin", "/sbin", "/usr/bin", "/usr/sbin"})
_TELLING = frozenset({"getconf", "ldconfig", "lsb_release", "nproc", "uname"})
"""Programs that tell of the machine alone: `platform` starts uname, and so does each worker of xdist; `find_library`
of ctypes starts ldconfig."""
_SEARCHES = {"gcc": ("-Wl,-t", "-o"), "cc": ("-Wl,-t", "-o"), "ld": ("-t",), "objdump": ("-p", "-j", ".dynamic")}
"""How `find_library` goes on where ldconfig knows nothing: first words by which these look for a library."""
_LONG_WITH_VALUE = "--check-hash-based-pycs"


class Role(Enum):
    """What is started, as far as it matters to recording."""

    RECORDABLE = "a Python that will find our sitecustomize"
    FORKSERVER = "the process of multiprocessing that forks others on demand"
    IDLE = "what neither runs nor reads anything of a project: the resource tracker of multiprocessing, ldconfig"
    OPAQUE = "anything else"


@dataclass(frozen=True, slots=True)
class Command:
    """A program that is started.

    `name` is how it is told of; `announces` says that no project code can run in it before it announces itself.
    """

    name: str
    role: Role
    announces: bool = False


def recognise(candidates: Sequence[str | bytes], arguments: Sequence[str | bytes]) -> Command:
    """Return what starts if the first of the candidate paths that can be executed is run with these arguments.

    `arguments` begin with the name of the program.
    """
    paths = [os.fsdecode(each) for each in candidates]
    path = next((each for each in paths if isfile(each) and access(each, X_OK)), paths[-1] if paths else "a program")
    words = [os.fsdecode(each) for each in arguments]
    if _tells_of_the_machine(path, words[1:]):
        return Command(basename(path), Role.IDLE)
    if not _is_python(path) or _is_unseen(words[1:]):
        return Command(basename(path), Role.OPAQUE)
    if any("multiprocessing.resource_tracker" in word for word in words):
        return Command("the resource tracker", Role.IDLE)
    if any("from multiprocessing.forkserver import main" in word for word in words):
        return Command("the fork server", Role.FORKSERVER)
    return Command(basename(path), Role.RECORDABLE, announces=path == sys.executable)


def _tells_of_the_machine(path: str, words: Sequence[str]) -> bool:
    folder, _, name = path.rpartition("/")
    if folder not in _OF_THE_SYSTEM:
        return False
    search = _SEARCHES.get(name)
    return name in _TELLING or (search is not None and tuple(words[: len(search)]) == search)


def _is_python(path: str) -> bool:
    if _PYTHON.match(basename(path)) or realpath(path) == realpath(sys.executable):
        return True
    try:
        with open(path, "rb", opener=_open) as stream:
            return _SHEBANG.match(stream.readline(256)) is not None
    except (OSError, ValueError):
        return False


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_unseen(words: Iterable[str]) -> bool:
    """Whether the options in front of the script switch our sitecustomize off."""
    following = iter(words)
    for word in following:
        if word.startswith("--") and word != "--":
            if word == _LONG_WITH_VALUE:
                next(following, None)
            continue
        if not word.startswith("-") or word in ("-", "--"):
            return False
        for position, letter in enumerate(word[1:], 2):
            if letter in _UNSEEN:
                return True
            if letter in "cm":
                return False
            if letter in "WX":
                if position == len(word):
                    next(following, None)
                break
    return False
