"""Publishing a map: for each environment a file of its own, under the commit."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from impact.map.compacting import compact
from impact.map.reader import MapReader
from impact.model import Environment
from impact.sharing.ancestry import Checkout
from impact.sharing.keys import Part, content_of, platform_of
from impact.sharing.store import Store


@dataclass(frozen=True, slots=True)
class Published:
    """One file that was brought in: its name in the store, its size in bytes, and how many records it holds."""

    name: str
    size: int
    records: int


def publish(map_path: Path, checkout: Checkout, store: Store, number: int = 1, total: int = 1) -> list[Published]:
    """Bring the map of a checkout into a store, as part `number` of `total` that several jobs bring.

    :raises MapError: if the map can't be read, or holds what no other machine would take.
    :raises StoreUnusable: if the store does not take it; what was there before stays readable.
    """
    with MapReader(map_path) as reader:
        environments = [Environment(each.facts) for each in reader.overview().environments if each.records]
    published = []
    with tempfile.TemporaryDirectory(prefix="impact-") as folder:
        for position, environment in enumerate(environments):
            path = Path(folder, f"{position}.db")
            records = _extract(map_path, environment, path)
            part = Part(platform_of(environment), environment.digest, number, total, content_of(path))
            name = f"{checkout.name}/{checkout.commit}/{part.name}"
            store.put(name, path)
            published.append(Published(name, path.stat().st_size, records))
    return published


def _extract(map_path: Path, environment: Environment, path: Path) -> int:
    from impact.map.writer import MapWriter

    with MapWriter(path) as writer:
        taken = writer.take_in(map_path, lambda each: each == environment)
        writer.sweep()
    compact(path)
    return taken.records
