"""The services that some tests need: the least set, joined from what each of them connected to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from impact.map.reader import MapReader
from impact.model import SERVED, Kind
from impact.services.catalogue import recognise


@dataclass(frozen=True, slots=True)
class NeededService:
    """A service that tests connect to. `port` is None for a socket of this machine, and for one that is given anew each
    time; `name` is its kind, "" where it is not known; `tests` are node ids in order."""

    place: str
    host: str
    port: int | None
    name: str
    clients: tuple[str, ...]
    tests: tuple[str, ...]


def needed_services(reader: MapReader, environment: str, tests: Iterable[str] | None = None) -> list[NeededService]:
    """Return the services that these tests need, by default all of the environment, in order of their places.

    Every kept record of a test counts. What the tests serve themselves is none.
    """
    wanted = None if tests is None else frozenset(tests)
    records = [
        record
        for record in reader.records(environment)
        if "::" in record.test and (wanted is None or record.test in wanted)
    ]
    by_set = _services_by_set(reader)
    clients: defaultdict[str, set[str]] = defaultdict(set)
    users: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        for each in record.sets:
            for place, found in by_set.get(each, ()):
                clients[place] |= found
                users[place].add(record.test)
    return [_describe(place, found, users[place]) for place, found in sorted(clients.items()) if SERVED not in found]


def _services_by_set(reader: MapReader) -> dict[int, list[tuple[str, set[str]]]]:
    """Return, for each claim set that speaks of services, their places and who connects."""
    places = {each.id: each.place for each in reader.known() if each.kind == Kind.SERVICE}
    claims = {
        claim.id: (places[number], set(claim.facts))
        for number, found in reader.claims_of(places).items()
        for claim in found
    }
    by_set: defaultdict[int, list[tuple[str, set[str]]]] = defaultdict(list)
    for claim_id, sets in reader.sets_with(claims).items():
        for each in sets:
            by_set[each].append(claims[claim_id])
    return by_set


def _describe(place: str, clients: set[str], tests: set[str]) -> NeededService:
    host, _, number = place.rpartition(":")
    port = int(number) if number.isdecimal() else None
    kind = recognise(port, frozenset(clients))
    name = kind.name if kind else ""
    return NeededService(place, host, port, name, tuple(sorted(clients)), tuple(sorted(tests)))
