"""From tests to what they rest on, and from a file or function to the tests that it reaches."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from impact.deciding.selecting import Question, Selection
from impact.errors import NameUnknown, SourceUnreadable
from impact.map.reader import MapReader
from impact.map.stored import StoredRecord
from impact.model import DOCUMENTATION, LEVEL, WHOLE, Dependency, Environment, Kind
from impact.source.blocks import facts
from impact.source.reader import analyse

_LEVELS = frozenset({LEVEL, DOCUMENTATION})


@dataclass(frozen=True, slots=True)
class Reached:
    """The tests that something reaches: those that execute or read it, with its aspects that each one uses, and those
    that merely import it."""

    using: dict[str, tuple[str, ...]] = field(default_factory=dict)
    importing: frozenset[str] = frozenset()


def affected(map_path: Path, environment: Environment, place: str, name: str | None) -> Reached:
    """Return the tests that rest on a file, on a folder's files, or on one function or class (by its qualified name).

    :raises NameUnknown: if no test rests on anything of that name.
    :raises MapError: if the map can't be read.
    """
    with MapReader(map_path) as reader:
        dependencies = {number: found for number, (found, _) in reader.dependencies().items()}
        wanted = [number for number, found in dependencies.items() if _is_at(found, place)]
        if not wanted:
            known = [found.place for found in dependencies.values() if found.kind in (Kind.SOURCE, Kind.FILE)]
            raise NameUnknown("file or folder", place, _near(place, known))
        aspects: dict[int, tuple[str, ...]] = {}
        for claims in reader.claims_of(wanted).values():
            for claim in claims:
                aspects[claim.id] = tuple(sorted(claim.facts))
        if name is not None:
            known = [aspect for found in aspects.values() for aspect in found if aspect not in (*_LEVELS, WHOLE)]
            aspects = {number: picked for number, found in aspects.items() if (picked := _named(found, name))}
            if not aspects:
                raise NameUnknown("function or class", f"{place}::{name}", _near(name, known))
        return _reached(reader, environment, aspects)


def stands_in(root: Path, place: str, name: str | None) -> bool:
    """Whether the tree has a file or folder, and in the file a function, or a class with methods, of this name."""
    path = root / place
    if place.split("/")[0] == ".." or not path.exists():
        return False
    if name is None:
        return True
    try:
        return bool(_named(tuple(facts(analyse(path.read_bytes()))), name))
    except (OSError, SourceUnreadable):
        return False


def _reached(reader: MapReader, environment: Environment, aspects: dict[int, tuple[str, ...]]) -> Reached:
    by_set: defaultdict[int, set[str]] = defaultdict(set)
    for claim, sets in reader.sets_with(aspects).items():
        for each in sets:
            by_set[each].update(aspects[claim])
    using: dict[str, tuple[str, ...]] = {}
    importing = set()
    for record in _last(reader.records(environment.digest)):
        touched = {aspect for each in record.sets for aspect in by_set.get(each, ())}
        if "::" in record.test and touched:
            if used := tuple(sorted(touched - _LEVELS)):
                using[record.test] = used
            else:
                importing.add(record.test)
    return Reached(using, frozenset(importing))


def rests_on(nodeid: str, question: Question, selection: Selection) -> Iterator[str]:
    """Yield a line for each thing that the last record of a test rests on."""
    assert selection.situation is not None
    with MapReader(question.map_path) as reader:
        records = [each for each in reader.records(selection.situation.environment.digest) if each.test == nodeid]
        found: defaultdict[Dependency, set[str]] = defaultdict(set)
        for record in _last(records):
            for _, dependency, facts in reader.claims_in(record.sets):
                found[dependency].update(facts)
    for dependency, aspects in sorted(found.items()):
        names = sorted(aspects - _LEVELS - {WHOLE})
        told = [*(["its module level"] if LEVEL in aspects else []), *names]
        yield f"{dependency.kind} {dependency.place}" + (f": {', '.join(told)}" if told else "")


def close_to(name: str, question: Question, selection: Selection) -> tuple[str, ...]:
    """Return the tests that may have been meant by a name that no test has."""
    assert selection.situation is not None
    with MapReader(question.map_path) as reader:
        known = {each.test for each in reader.records(selection.situation.environment.digest)}
    return _near(name, sorted(known))


def _last(records: list[StoredRecord]) -> Iterator[StoredRecord]:
    newest: dict[str, StoredRecord] = {}
    for record in records:
        before = newest.get(record.test)
        if before is None or (before.seen, before.id) < (record.seen, record.id):
            newest[record.test] = record
    yield from newest.values()


def _is_at(dependency: Dependency, place: str) -> bool:
    if dependency.kind not in (Kind.SOURCE, Kind.FILE):
        return False
    return place in (".", dependency.place) or dependency.place.startswith(f"{place}/")


def _named(aspects: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return those aspects that are the function or class of this name, or stand in it."""
    return tuple(each for each in aspects if each == name or each.startswith((f"{name}.", f"{name}#")))


def _near(name: str, known: list[str]) -> tuple[str, ...]:
    distinct = sorted(set(known))
    ends = [each for each in distinct if name and each.endswith((f"/{name}", f".{name}", f"::{name}"))]
    return tuple(ends[:3] or difflib.get_close_matches(name, distinct, n=3, cutoff=0.5))
