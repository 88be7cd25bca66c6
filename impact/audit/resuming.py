"""The journal: a file of JSON lines with the finished steps, so that an interrupted audit goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from impact.audit.model import Change, Observation, Step
from impact.audit.question import Baseline

_FORMAT = 1


class Journal:
    """The finished steps of one question, known by its `key`.

    What stands there for another question, or in another form, is forgotten when the first line is written.
    """

    def __init__(self, path: Path, key: str, fresh: bool = False) -> None:
        self.path, self._key = path, key
        self.baseline: Baseline | None = None
        self.steps: dict[str, Step] = {}
        self._begun = False
        if not fresh:
            self._read()

    def keep_baseline(self, baseline: Baseline) -> None:
        """Write the baseline down."""
        self.baseline = baseline
        self._append({"baseline": {"full": plain(baseline.full), "restless": sorted(baseline.restless)}})

    def keep(self, step: Step) -> None:
        """Write a step down."""
        self.steps[step.name] = step
        self._append({"step": asdict(step)})

    def _append(self, line: dict[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a" if self._begun else "w", encoding="utf-8") as stream:
            if not self._begun:
                stream.write(json.dumps({"format": _FORMAT, "key": self._key}) + "\n")
                self._begun = True
            stream.write(json.dumps(line) + "\n")

    def _read(self) -> None:
        lines = whole_lines(self.path)
        if next(lines, None) != {"format": _FORMAT, "key": self._key}:
            return
        try:
            for line in lines:
                if "baseline" in line:
                    full = line["baseline"]["full"]
                    self.baseline = Baseline(observation(full), frozenset(line["baseline"]["restless"]))
                else:
                    step = _step(line["step"])
                    self.steps[step.name] = step
        except (KeyError, TypeError, AttributeError):
            self.baseline, self.steps = None, {}
            return
        self._begun = True
        self._drop_cut_line()

    def _drop_cut_line(self) -> None:
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            self.path.write_bytes(content[:whole])


def whole_lines(path: Path) -> Iterator[Any]:
    """Yield the lines that are whole; a file that is not there, or is damaged, ends early."""
    try:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                if line.endswith("\n"):
                    yield json.loads(line)
    except (OSError, ValueError):
        return


def plain(observation: Observation) -> dict[str, Any]:
    """Return a run in builtins, without its output."""
    lists = {"selected": sorted(observation.selected), "collected": sorted(observation.collected)}
    return asdict(observation) | lists | {"tail": ""}


def observation(plain: dict[str, Any]) -> Observation:
    """Return the run that was made plain."""
    sets = {name: frozenset(plain[name]) for name in ("selected", "collected")}
    return Observation(**plain | sets | {"strangers": ()})


def _step(plain: dict[str, Any]) -> Step:
    changes = {name: tuple(Change(**each) for each in plain[name]) for name in ("missed", "unlike")}
    return Step(**plain | changes | {"restless": tuple(plain["restless"])})
