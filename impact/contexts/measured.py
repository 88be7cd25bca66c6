"""What a data file of coverage says: for each line by line which tests executed it, and what ran outside of tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from impact.contexts.errors import ContextsUnusable

_PHASES = ("setup", "run", "teardown")
_HOW = "measure with pytest --cov --cov-context=test (pytest-cov), which names contexts by node id"


@dataclass(frozen=True, slots=True)
class Context:
    """A test in one of the phases of pytest-cov: "setup", "run" or "teardown"."""

    nodeid: str
    phase: str


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    """One source: its path as it was measured, and for each line who executed it; None is the time outside of tests."""

    path: str
    lines: dict[int, tuple[Context | None, ...]]


def read_measured(path: Path, exists: Callable[[str], bool]) -> Iterator[MeasuredFile]:
    """Yield the measured files. `exists` tells whether a test file of a node id is there.

    :raises ContextsUnusable: if it is no data file, or holds no context of a test.
    """
    from coverage import CoverageData
    from coverage.exceptions import CoverageException

    if not path.is_file():
        raise ContextsUnusable(path, f"there is no such file; {_HOW}.")
    try:
        data = CoverageData(str(path))
        data.read()
        contexts = {name: _context(name, exists) for name in data.measured_contexts()}
        if not any(contexts.values()):
            raise ContextsUnusable(path, f"no context in it is the node id of a test; {_HOW}.")
        for name in sorted(data.measured_files()):
            found = data.contexts_by_lineno(name)
            yield MeasuredFile(name, {line: tuple(contexts.get(each) for each in who) for line, who in found.items()})
    except CoverageException as error:
        raise ContextsUnusable(path, " ".join(str(error).split())) from error


def _context(name: str, exists: Callable[[str], bool]) -> Context | None:
    """Return what a context stands for. A static context may stand before the node id, parted by a bar."""
    rest, _, phase = name.rpartition("|")
    if phase not in _PHASES:
        return None
    while "::" in rest:
        if exists(rest.partition("::")[0]):
            return Context(rest, phase)
        rest = rest.partition("|")[2]
    return None
