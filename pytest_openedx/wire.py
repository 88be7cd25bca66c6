"""What crosses between controller and workers, in builtins only: orders one way, deltas the other."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, NamedTuple, cast

from impact.recording.delta import Delta
from pytest_openedx.selecting import Orders

KEY = "openedx"


class Parcel(NamedTuple):
    """What a process that collects must know. `weights` order the files for workers; None leaves them as they are."""

    orders: Orders
    partial: frozenset[str]
    records: bool
    weights: dict[str, float] | None = None


def pack_parcel(parcel: Parcel) -> dict[str, Any]:
    """Return the parcel as builtins."""
    return {**parcel._asdict(), "orders": parcel.orders.pack(), "partial": sorted(parcel.partial)}


def unpack_parcel(packed: dict[str, Any]) -> Parcel:
    """Return what `pack_parcel` packed."""
    orders, partial = Orders.unpack(packed["orders"]), frozenset(packed["partial"])
    return Parcel(orders, partial, packed["records"], packed["weights"])


def take_delta(carrier: MutableMapping[str, Any]) -> Delta | None:
    """Take a delta off what carried it: the attributes of a report, or a worker's output."""
    return cast("Delta | None", carrier.pop(KEY, None))
