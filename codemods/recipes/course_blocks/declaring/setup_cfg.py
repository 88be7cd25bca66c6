"""Entry points in `setup.cfg`: the section `options.entry_points`, with a group as key and one in each line below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from codemods.model import Edit
from codemods.recipes.course_blocks.declaring.model import EntryPoint, Undeclarable
from codemods.sources.places import Places

_SECTION = "options.entry_points"
_HEAD = re.compile(r"^\[([^\]\n]*)\][^\n]*$", re.MULTILINE)
_GIVEN = re.compile(r"^entry[_-]points[ \t]*[=:]", re.MULTILINE)
_KEY = re.compile(r"^([^\s#;=:\[][^=:\n]*?)[ \t]*[=:][ \t]*([^\n]*)$")


class SetupCfg:
    """One `setup.cfg`."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self._text = path, text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._places = Places(text)

    @property
    def declares(self) -> bool:
        """Whether it has options of setuptools."""
        return any(found[1].strip() in ("options", _SECTION) for found in _HEAD.finditer(self._text))

    def _lines(self) -> Iterator[tuple[int, int, str]]:
        """Yield the lines of the section: where each begins and ends, and what it says."""
        head = next((each for each in _HEAD.finditer(self._text) if each[1].strip() == _SECTION), None)
        if head is None:
            return
        after = _HEAD.search(self._text, head.end())
        stop = after.start() if after else len(self._text)
        for found in re.finditer(r"[^\n]*(?:\n|\Z)", self._text[head.end() + 1 : stop]):
            if found[0]:
                start = head.end() + 1 + found.start()
                said = found[0].rstrip("\r\n")
                yield start, start + len(said), said

    def _groups(self) -> Iterator[tuple[str, int, list[tuple[int, int, str]]]]:
        """Yield each group, where its key ends, and the lines below it."""
        name, end, lines = "", 0, list[tuple[int, int, str]]()
        for start, stop, text in self._lines():
            found = _KEY.match(text)
            if found is not None:
                if name:
                    yield name, end, lines
                name, end, lines = found[1], stop, []
                if found[2].strip():
                    lines.append((start + found.start(2), stop, found[2]))
            elif name and text.strip() and text[:1].isspace() and text.strip()[0] not in "#;":
                lines.append((start, stop, text))
        if name:
            yield name, end, lines

    def entry_points(self) -> list[EntryPoint]:
        """Return those that are declared."""
        found = []
        for group, _, lines in self._groups():
            for start, _, text in lines:
                name, sign, target = text.partition("=")
                if sign:
                    line = self._places.line(start)
                    found.append(EntryPoint(group, name.strip(), target.strip(), self.path, line))
        return found

    def add(self, wanted: Mapping[str, Mapping[str, str]]) -> list[Edit]:
        """Return the edits that add targets by group and name.

        :raises Undeclarable: if they stand in another file, or are given in another way.
        """
        elsewhere = self._elsewhere()
        if elsewhere is not None:
            raise Undeclarable("entry_points is given in the section options", self._places.line(elsewhere))
        groups = {group: (end, lines) for group, end, lines in self._groups()}
        edits: list[Edit] = []
        fresh = ""
        for group, targets in wanted.items():
            end, lines = groups.get(group, (0, []))
            indent = re.match(r"[ \t]*", lines[-1][2] if lines else "    ")
            step = indent[0] if indent and indent[0] else "    "
            listed = "".join(f"{self._newline}{step}{name} = {target}" for name, target in targets.items())
            if group in groups:
                at = lines[-1][1] if lines else end
                edits.append(Edit(at, at, listed))
            else:
                fresh += f"{self._newline}{group} ={listed}"
        return edits + ([self._fresh(fresh)] if fresh else [])

    def _elsewhere(self) -> int | None:
        """Return where the section of options says itself where entry points are, None where it does not."""
        head = next((each for each in _HEAD.finditer(self._text) if each[1].strip() == "options"), None)
        if head is None:
            return None
        after = _HEAD.search(self._text, head.end())
        found = _GIVEN.search(self._text, head.end(), after.start() if after else len(self._text))
        return None if found is None else found.start()

    def _fresh(self, text: str) -> Edit:
        said = [(stop, line) for _, stop, line in self._lines() if line.strip()]
        if said:
            return Edit(said[-1][0], said[-1][0], text)
        head = next((each for each in _HEAD.finditer(self._text) if each[1].strip() == _SECTION), None)
        if head is not None:
            end = head.end() - (1 if head[0].endswith("\r") else 0)
            return Edit(end, end, text)
        end = len(self._text)
        gap = "" if self._text.endswith("\n") else self._newline
        return Edit(end, end, f"{gap}{self._newline}[{_SECTION}]{text}{self._newline}")
