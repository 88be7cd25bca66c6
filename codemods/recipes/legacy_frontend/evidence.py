"""What recorded tests read: by the impact map, a template that was rendered is alive whatever the sources say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from impact.map.condition import FOLDER_NAME, locate
from impact.map.reader import MapReader
from impact.model import ABSENT, Environment, Kind


def read_by_tests(root: Path, given: Path | None = None) -> dict[str, str]:
    """Return the files that recorded tests read, by path under the root, each with one of the tests.

    Without a map there is no evidence. `given` is the map, or the folder that holds it.

    :raises MapError: if the map can't be read, or the given one is not there.
    """
    found: dict[str, str] = {}
    for test, name, blocks in _claims(root, given):
        if not blocks:
            found[name] = min(test, found.get(name, test))
    return found


def tests_using(
    root: Path, given: Path | None, paths: Collection[str], blocks: Collection[tuple[str, str]]
) -> list[str]:
    """Return the recorded tests that read one of some files, or executed one of some functions or classes of a source.

    :raises MapError: as above.
    """
    found: set[str] = set()
    for test, name, executed in _claims(root, given):
        tops = {each.partition(".")[0] for each in executed}
        if name in paths or any(path == name and block in tops for path, block in blocks):
            found.add(test)
    return sorted(found)


def _claims(root: Path, given: Path | None) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield tests with what they rest on: a path, and of a source the blocks that were executed."""
    place = locate(given) if given is not None else locate(root / FOLDER_NAME)
    if given is None and not place.exists():
        return
    top = place.parent.parent
    prefix = (
        top.resolve().relative_to(root.resolve()).as_posix() if top.resolve().is_relative_to(root.resolve()) else "."
    )
    known: dict[tuple[int, ...], list[tuple[str, frozenset[str]]]] = {}
    with MapReader(place) as reader:
        absent = {each.place for each, sighting in reader.dependencies().values() if sighting.content == ABSENT}
        for figures in reader.overview().environments:
            for record in reader.records(Environment(figures.facts).digest):
                if record.sets not in known:
                    claims = reader.claims_in(record.sets)
                    known[record.sets] = [
                        (each.place, frozenset(facts) if each.kind is Kind.SOURCE else frozenset())
                        for _, each, facts in claims
                        if each.kind is Kind.SOURCE or (each.kind is Kind.FILE and each.place not in absent)
                    ]
                for path, blocks in known[record.sets]:
                    yield record.test, path if prefix == "." else f"{prefix}/{path}", blocks
