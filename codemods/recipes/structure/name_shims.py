"""Shims for one name: a module that still answers to a name which has moved, with a warning."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from codemods.errors import MoveRefused
from codemods.model import Edit
from codemods.recipes.structure.request import Request
from codemods.sources.python import Python

_HEAD = "def __getattr__(name):\n"
_SIGN = "# codemods-shim: "
_BLOCK = """\
    if name == "{name}":  # codemods-shim: {old}:{name} -> {new}:{new_name}
        import warnings

        from {new} import {new_name}

        warnings.warn(f"{{__name__}}.{name} is {new}.{new_name} now", DeprecationWarning, stacklevel=2)
        return {new_name}
"""
_TAIL = '    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")\n'
_WRITTEN = re.compile(
    r'^    if name == "(?P<name>\w+)":  # codemods-shim: (?P<old>[\w.]+):\w+ -> (?P<new>[\w.]+):(?P<new_name>\w+)\r?\n'
    r" {8}import warnings\r?\n\r?\n {8}from .+\n\r?\n {8}warnings\.warn\(.+\)\r?\n {8}return \w+\r?\n",
    re.MULTILINE,
)
_ALONE = re.compile(rf"(?:^|\r?\n)(?:\r?\n)*{re.escape(_HEAD.strip())}\r?\n\Z")
_END = re.compile(rf"{re.escape(_TAIL.rstrip())}(?:\r?\n)?")


@dataclass(frozen=True, slots=True, order=True)
class NameShim:
    """What answers to one name in a file: the names in full before and after, and where its text stands."""

    path: str
    module: str
    name: str
    new: str
    start: int
    end: int

    @property
    def old(self) -> str:
        """The old name, as `codemods move` takes it."""
        return f"{self.module}:{self.name}"


def add_shim(source: Python, request: Request, rest: str) -> Edit:
    """Return the edit that makes a module answer to a name; `rest` is its text without what moves.

    :raises MoveRefused: if it answers to names by a function of its own.
    """
    block = _BLOCK.format(old=request.old, name=request.name, new=request.new, new_name=request.new_name)
    if source.names.top.binds("__getattr__"):
        found = [each for each in source.tree.body if isinstance(each, ast.FunctionDef) and each.name == "__getattr__"]
        start = source.places.line_start(source.span(found[0].body[0])[0]) if found else 0
        if not found or _SIGN not in source.text[start : source.places.line_end(start)]:
            told = f"{request.old}:{request.name}", f"{request.new}:{request.new_name}"
            reason = f"{source.path} has a __getattr__ of its own, beside which no shim can stand. Leave --shim out."
            raise MoveRefused(*told, reason)
        return Edit(start, start, block.replace("\n", source.newline), "shim")
    gap = "" if not rest.strip() else "\n\n" if rest.endswith("\n") else "\n\n\n"
    end = len(source.text)
    return Edit(end, end, (gap + _HEAD + block + _TAIL).replace("\n", source.newline), "shim")


def find_name_shims(path: str, text: str) -> Iterator[NameShim]:
    """Yield the shims for names in the text of a file."""
    for found in _WRITTEN.finditer(text) if _SIGN in text else ():
        new = f"{found['new']}.{found['new_name']}"
        yield NameShim(path, found["old"], found["name"], new, *found.span())


def without_shims(text: str, going: Collection[NameShim]) -> tuple[Edit, ...]:
    """Return the edits that take shims for names out of a text, and with the last one the function around it."""
    there = list(find_name_shims("", text))
    taken = {each.start for each in going}
    before = _ALONE.search(text, 0, there[0].start) if there else None
    after = _END.match(text, there[-1].end) if there else None
    if before is None or after is None or any(each.start not in taken for each in there):
        return tuple(Edit(each.start, each.end, "") for each in going)
    newline = "\r\n" if before[0].startswith("\r") else "\n"
    return (Edit(before.start(), after.end(), newline if before.start() else ""),)
