"""What a scenario is: a small project, edits to it, and which tests must and must not run after each."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class Swap(NamedTuple):
    """A text that stands once in a file, and the text to stand in its place."""

    old: str
    new: str


class Link(NamedTuple):
    """A symbolic link to a path, relative to the link."""

    target: str


class Moved(NamedTuple):
    """The file that another, of the project, is renamed to."""

    to: str


Change = str | None | Swap | Link | Moved
"""The new content of a file (it is dedented), or None where it is removed."""


@dataclass(frozen=True, slots=True)
class Step:
    """An edit and the run after it. `must` and `rests` are names of tests, without their files, split by blanks.

    - `must`: tests that have to run, those besides whose outcome changes.
    - `rests`: tests that must not run, for the edit can't reach them. "*": all that are not in `must`.
    - `environment`: variables of the run and of all later ones; None removes one.
    - `arguments`: what the run is called with, besides what the scenario is.
    - `runs`: False for an edit that nobody runs the tests after.
    """

    edit: Mapping[str, Change] = field(default_factory=dict)
    must: str = ""
    rests: str = ""
    environment: Mapping[str, str | None] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    runs: bool = True


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of dependency: the files of a project, and what happens to it.

    - `shared`: it is about work that is done once per process: run with two workers as well.
    - `environment`, `arguments`: of all runs. "{outside}" in a variable stands for a folder beside the project; a
      path of a file that starts with "../" lies in that folder's parent.
    """

    name: str
    files: Mapping[str, Change]
    steps: tuple[Step, ...]
    shared: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()


def scenario(
    name: str,
    files: Mapping[str, Change],
    edit: Mapping[str, Change],
    must: str = "",
    rests: str = "",
    shared: bool = False,
    arguments: tuple[str, ...] = (),
) -> Scenario:
    """Return a scenario of one step, with nothing special about it."""
    return Scenario(name, files, (Step(edit, must, rests),), shared=shared, arguments=arguments)


def apply(root: Path, edit: Mapping[str, Change]) -> None:
    """Carry out an edit."""
    for name, change in edit.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        match change:
            case None:
                path.unlink(missing_ok=True)
            case Link(target):
                path.symlink_to(target)
            case Moved(to):
                (root / to).parent.mkdir(parents=True, exist_ok=True)
                path.rename(root / to)
            case Swap(old, new):
                before = path.read_text()
                assert before.count(old) == 1, f"{old!r} does not stand once in {name}"
                write(path, before.replace(old, new))
            case str():
                write(path, textwrap.dedent(change).lstrip("\n"))


def write(path: Path, content: str) -> None:
    """Write a file as if some seconds had passed.

    Within one second Python takes the bytecode of a source for that of another of the same size. What conftests import
    is imported before we can prevent that: such a run isn't kept, but until the next one it reports old outcomes.
    """
    earlier = path.stat().st_mtime if path.exists() else None
    path.write_text(content)
    if earlier is not None:
        os.utime(path, times=(earlier + 5, earlier + 5))
