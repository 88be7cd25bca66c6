"""Edges seen at run time: a test, by the impact map, executed code of another module."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from impact.contracts.errors import ContractMisconfigured
from impact.contracts.kinds import KINDS, RUNTIME
from impact.contracts.sources.detailed import DetailedReader
from impact.contracts.sources.places import Listing
from impact.contracts.sources.rows import Row
from impact.errors import MapError
from impact.map.condition import FOLDER_NAME, locate
from impact.map.reader import MapReader
from impact.model import DOCUMENTATION, LEVEL, WHOLE, Environment, Kind

_UNEXECUTED = frozenset({LEVEL, DOCUMENTATION, WHOLE})
"""Aspects of a source that tell of no code that a test executed: its module level is imported, not run."""


def add_runtime(rows: dict[str, Row], listing: Listing, reader: DetailedReader, root: Path) -> None:
    """Add to the rows which modules' code the tests of a module executed, each with one of the tests.

    `root` is the folder that holds the map's. Raises ContractMisconfigured where there is no map.
    """
    places = {
        os.path.relpath(os.path.realpath(entry.path), root.resolve()): name for name, entry in listing.files.items()
    }
    modules = {place.replace(os.sep, "/"): name for place, name in places.items()}
    seen: dict[tuple[str, str], str] = {}
    try:
        for test, place in _executed(locate(root / FOLDER_NAME)):
            importer, imported = modules.get(test.partition("::")[0]), modules.get(place)
            if importer is not None and imported is not None and importer != imported:
                edge = reader.canonical(importer), reader.canonical(imported)
                seen[edge] = min(test, seen.get(edge, test))
    except MapError as fault:
        raise ContractMisconfigured(f"kinds: '{RUNTIME}' needs an impact map. {fault}") from fault
    for (importer, imported), test in seen.items():
        rows[importer].append((imported, test, KINDS.index(RUNTIME)))


def _executed(path: Path) -> Iterator[tuple[str, str]]:
    """Yield tests and the sources of which they executed code."""
    known: dict[tuple[int, ...], list[str]] = {}
    with MapReader(path) as reader:
        for figures in reader.overview().environments:
            for record in reader.records(Environment(figures.facts).digest):
                if record.sets not in known:
                    claims = reader.claims_in(record.sets)
                    known[record.sets] = sorted(
                        {
                            dependency.place
                            for _, dependency, facts in claims
                            if dependency.kind is Kind.SOURCE and not _UNEXECUTED.issuperset(facts)
                        }
                    )
                yield from ((record.test, place) for place in known[record.sets] if "::" in record.test)
