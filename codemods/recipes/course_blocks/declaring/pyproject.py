"""Entry points in `pyproject.toml`: a table for each group, below `project.entry-points` or `tool.poetry.plugins`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from codemods.edits import apply
from codemods.errors import SourceUnreadable
from codemods.model import Edit
from codemods.recipes.course_blocks.declaring.model import EntryPoint, Undeclarable

_PROJECT, _POETRY = ("project", "entry-points"), ("tool", "poetry", "plugins")
_TABLE = re.compile(r"^[ \t]*\[(?!\[)[ \t]*([^\]\n]+?)[ \t]*\][^\n]*$|^[ \t]*\[\[[^\n]*$", re.MULTILINE)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Pyproject:
    """One `pyproject.toml`.

    :raises SourceUnreadable: if it is no TOML.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path, self._text = path, text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        try:
            self._content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SourceUnreadable(f"it is no TOML: {error}") from error

    @property
    def _keys(self) -> tuple[str, ...]:
        has_project = "project" in self._content or not _at(self._content, ("tool", "poetry"))
        return _PROJECT if has_project else _POETRY

    @property
    def declares(self) -> bool:
        """Whether installers look for entry points here: not where these are said to be dynamic."""
        project = self._content.get("project")
        if isinstance(project, dict):
            return "entry-points" not in project.get("dynamic", ())
        return bool(_at(self._content, ("tool", "poetry")))

    def entry_points(self) -> list[EntryPoint]:
        """Return those that are declared."""
        return [
            EntryPoint(group, name, target, self.path, self._line(name, target))
            for group, targets in _at(self._content, self._keys).items()
            if isinstance(targets, dict)
            for name, target in targets.items()
            if isinstance(target, str)
        ]

    def _line(self, name: str, target: str) -> int:
        quoted = re.escape(target)
        found = re.search(rf"^[^\n#]*{re.escape(name)}[\"']?[ \t]*=[ \t]*[\"']{quoted}", self._text, re.MULTILINE)
        return self._text.count("\n", 0, found.end()) + 1 if found else 1

    def add(self, wanted: Mapping[str, Mapping[str, str]]) -> list[Edit]:
        """Return the edits that add targets by group and name.

        :raises Undeclarable: if a group is written in another form than as a table of its own, or all are in one.
        """
        edits = self._added(wanted)
        self._check(apply(self._text, edits), wanted)
        return edits

    def _check(self, after: str, wanted: Mapping[str, Mapping[str, str]]) -> None:
        """See that the file then says what it said and what is added: tables are found by patterns."""
        expected = deepcopy(self._content)
        inner = expected
        for key in self._keys:
            inner = inner.setdefault(key, {})
        for group, targets in wanted.items():
            inner.setdefault(group, {}).update(targets)
        try:
            fits = tomllib.loads(after) == expected
        except tomllib.TOMLDecodeError:
            fits = False
        if not fits:
            raise Undeclarable("its entry points are written in a form in which none can be added")

    def _added(self, wanted: Mapping[str, Mapping[str, str]]) -> list[Edit]:
        edits: list[Edit] = []
        fresh = ""
        known = _at(self._content, self._keys)
        tables = {_parts(each[1]): each for each in _TABLE.finditer(self._text) if each[1]}
        for group, targets in wanted.items():
            lines = "".join(f'{self._newline}{_key(name)} = "{target}"' for name, target in targets.items())
            table = tables.get((*self._keys, group))
            if table is not None:
                at = self._end_of(table)
                edits.append(Edit(at, at, lines))
            elif group in known:
                raise Undeclarable(f"the entry points of {group} stand in no table of their own")
            else:
                fresh += f"{self._newline}[{'.'.join(self._keys)}.{_key(group)}]{lines}{self._newline}"
        if fresh:
            end = len(self._text)
            gap = "" if self._text.endswith("\n") or not self._text else self._newline
            edits.append(Edit(end, end, gap + fresh))
        return edits

    def _end_of(self, table: re.Match[str]) -> int:
        """Return where the last line of a table ends that says something."""
        after = _TABLE.search(self._text, table.end())
        stop = after.start() if after else len(self._text)
        lines = [line.split("#")[0] for line in self._text[table.end() : stop].splitlines(keepends=True)]
        whole = self._text[table.start() : stop].splitlines(keepends=True)
        while len(whole) > 1 and (not lines or not lines[-1].strip()):
            whole.pop()
            if lines:
                lines.pop()
        return table.start() + len("".join(whole).rstrip("\r\n"))


def _at(content: Mapping[str, Any], keys: tuple[str, ...]) -> Mapping[str, Any]:
    for key in keys:
        inner = content.get(key)
        if not isinstance(inner, dict):
            return {}
        content = inner
    return content


def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of a dotted key, whose quoted parts may hold dots."""
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)", name)
    return tuple(next(filter(None, each), "") for each in found)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else f'"{name}"'
