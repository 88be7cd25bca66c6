"""The journal of a proof: each finished run of pytest by name, so that an interrupted proof goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from impact.audit.model import Observation
from impact.audit.resuming import observation, plain, whole_lines

_FORMAT = 1


class Remembered:
    """The runs of one proof, known by its `key`: those of another proof are forgotten."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._first = {"format": _FORMAT, "key": key}
        self._known: dict[str, Observation] = {}
        self.runs = 0
        lines = whole_lines(path)
        if next(lines, None) == self._first:
            for line in lines:
                self._known[line["name"]] = observation(line["run"])
        if not self._known:
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")  # what is kept here is nobody's commit
            path.write_text(json.dumps(self._first) + "\n", encoding="utf-8")

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def run(self, name: str, make: Callable[[], Observation]) -> Observation:
        """Return the run of a name; it is made if it is not known."""
        if name not in self._known:
            made = make()
            self.runs += 1
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"name": name, "run": plain(made)}) + "\n")
            self._known[name] = made
        return self._known[name]
