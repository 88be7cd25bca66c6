"""What recorded tests read: by the impact map, a template that was rendered is alive whatever the sources say."""

from __future__ import annotations

from pathlib import Path

from impact.map.condition import FOLDER_NAME, locate
from impact.map.reader import MapReader
from impact.model import ABSENT, Environment, Kind


def read_by_tests(root: Path, given: Path | None = None) -> dict[str, str]:
    """Return the files that recorded tests read, by path under the root, each with one of the tests.

    Without a map there is no evidence. `given` is the map, or the folder that holds it.

    :raises MapError: if the map can't be read, or the given one is not there.
    """
    place = locate(given) if given is not None else locate(root / FOLDER_NAME)
    if given is None and not place.exists():
        return {}
    top = place.parent.parent
    prefix = top.resolve().relative_to(root.resolve()).as_posix() if top.resolve().is_relative_to(root.resolve()) else "."
    found: dict[str, str] = {}
    known: dict[tuple[int, ...], list[str]] = {}
    with MapReader(place) as reader:
        absent = {each.place for each, sighting in reader.dependencies().values() if sighting.content == ABSENT}
        for figures in reader.overview().environments:
            for record in reader.records(Environment(figures.facts).digest):
                if record.sets not in known:
                    claims = reader.claims_in(record.sets)
                    known[record.sets] = sorted({each.place for _, each, _ in claims if each.kind is Kind.FILE} - absent)
                for path in known[record.sets]:
                    name = path if prefix == "." else f"{prefix}/{path}"
                    found[name] = min(record.test, found.get(name, record.test))
    return found
