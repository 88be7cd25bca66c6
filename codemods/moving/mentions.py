"""Where an old name stands in words: comments, docstrings, prose, and files of kinds that codemods do not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.moving.layout import Layout
from codemods.names.dotted import Renames
from codemods.plans.model import Noted
from codemods.renaming.phrases import IN_WORDS

_MOST = 1_000_000
"""Bytes: what is longer is nobody's script."""


class Mentions:
    """Finds old names that have a dot, and old paths that have a slash: others are words like any."""

    def __init__(self, renames: Renames) -> None:
        told = [name for name in renames.names if "." in name] + [path for path in renames.paths if "/" in path]
        self._told = [each.encode() for each in told]
        joined = b"|".join(map(re.escape, sorted(self._told, key=len, reverse=True)))
        self._pattern = re.compile(rb"(?<![\w./-])/?(%b)(?![\w-])" % joined) if told else None

    def lines(self, raw: bytes) -> Iterator[tuple[int, str]]:
        """Yield the lines of a file that hold one, and which."""
        if self._pattern is None or not any(each in raw for each in self._told) or b"\0" in raw[:8192]:
            return
        for number, line in enumerate(raw.splitlines(), 1):
            found = self._pattern.search(line)
            if found is not None:
                yield number, found[1].decode("utf-8", "replace")

    def in_words(self, path: str, raw: bytes, known: set[int]) -> Iterator[Noted]:
        """Yield the lines of a file that was read, but for those that are `known` to be changed or listed."""
        for number, told in self.lines(raw):
            if number not in known:
                yield Noted(path, number, f"{told} {IN_WORDS}")

    def in_others(self, layout: Layout) -> Iterator[Noted]:
        """Yield the lines of files that codemods don't read."""
        tree = layout.tree
        read = set(tree.paths)
        for path in tree.below("") if self._pattern is not None else ():
            if path not in read and tree.size(path) <= _MOST:
                for number, told in self.lines(tree.read(path)):
                    yield Noted(path, number, f"{told} stands in a file of a kind that is not read")
