"""The map as coverage's data, with a context for each test: coverage's own HTML then shows who tests what.

A recording knows which functions a test entered, not which of their lines ran: all lines of a function count. Only what
is in the files as they are now is written.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from impact.contexts.errors import ContextsUnusable
from impact.contexts.spans import Spans
from impact.map.reader import MapReader
from impact.map.sources import KeptSources
from impact.map.whole import claim_sets
from impact.model import Kind
from impact.recording.analyses import AnalysisShelf
from impact.recording.territory import Territory
from impact.source.analysis import Analysis
from impact.tree import read

_Lines = dict[str, frozenset[int]]


def export_contexts(reader: MapReader, environment: str, root: Path, target: Path) -> tuple[int, int]:
    """Write what the tests of an environment execute to `target`; return how many tests and sources there are.

    :raises ContextsUnusable: if the file can't be written.
    """
    from coverage import CoverageData
    from coverage.exceptions import CoverageException

    sources = _Sources(reader, root)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    users: defaultdict[frozenset[int], set[str]] = defaultdict(set)
    for test, sets in _newest(reader, environment).items():
        users[sets].add(test)
    try:
        data = CoverageData(str(part))
        data.set_context("")
        data.add_lines(sources.levels())
        by_set = dict(_lines_of_sets(reader, {each for sets in users for each in sets}, sources))
        for sets, tests in users.items():
            lines = _joined(by_set[each] for each in sets)
            for test in sorted(tests):
                data.set_context(test)
                data.add_lines(lines)
        data.write()
        data.close()
        part.replace(target)
    except (OSError, CoverageException) as error:
        raise ContextsUnusable(target, f"{' '.join(str(error).split())}.", "written") from error
    finally:
        part.unlink(missing_ok=True)
    return sum(map(len, users.values())), len(sources.levels())


def _newest(reader: MapReader, environment: str) -> dict[str, frozenset[int]]:
    newest: dict[str, tuple[tuple[int, int], frozenset[int]]] = {}
    for record in reader.records(environment):
        age = record.seen, record.id
        if "::" in record.test and (record.test not in newest or age > newest[record.test][0]):
            newest[record.test] = age, frozenset(record.sets)
    return {test: sets for test, (_, sets) in newest.items()}


def _lines_of_sets(reader: MapReader, wanted: Iterable[int], sources: _Sources) -> Iterable[tuple[int, _Lines]]:
    claims: dict[int, tuple[str, frozenset[int]]] = {}
    for dependency, found in reader.claims_of(sources.places).items():
        place = sources.places[dependency]
        claims.update((each.id, (sources.path(place), sources.lines(place, each.facts))) for each in found)
    for identity, held in claim_sets(reader, wanted):
        yield identity, _joined({path: lines} for path, lines in (claims[each] for each in held if each in claims))


def _joined(parts: Iterable[_Lines]) -> _Lines:
    found: dict[str, frozenset[int]] = {}
    for part in parts:
        for path, lines in part.items():
            found[path] = found.get(path, frozenset()) | lines
    return found


class _Sources:
    """The sources that the map knows, as they are now. `places` are by the ids of dependencies."""

    def __init__(self, reader: MapReader, root: Path) -> None:
        self._territory = Territory(root)
        self._shelf = AnalysisShelf(self._territory.path, KeptSources(reader).analysis)
        self.places = {each.id: each.place for each in reader.known() if each.kind == Kind.SOURCE}
        self._read = {place: self._look(place) for place in self.places.values()}

    def path(self, place: str) -> str:
        """Return the absolute path of a place."""
        return self._territory.path(place)

    def levels(self) -> dict[str, list[int]]:
        """Return the lines of the module level of every source that can be parsed."""
        return {self.path(place): found[1].executable[""] for place, found in self._read.items() if found is not None}

    def lines(self, place: str, facts: dict[str, str]) -> frozenset[int]:
        """Return the lines of those blocks among some facts that are as they were."""
        found = self._read[place]
        if found is None:
            return frozenset()
        analysis, spans = found
        same = (each.name for each in analysis.blocks if facts.get(each.name) == each.fingerprint)
        return frozenset(line for name in same for line in spans.executable.get(name, ()))

    def _look(self, place: str) -> tuple[Analysis, Spans] | None:
        content, sighting = read(self.path(place))
        analysis = self._shelf.find(place, sighting.content) if content is not None else None
        return (analysis, Spans(content, analysis)) if content is not None and analysis is not None else None
