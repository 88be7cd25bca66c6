"""Taking over what a child process touched: the products of the tests are left out, of which it does not know all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from impact.model import ABSENT, WHOLE, Kind
from impact.recording.products import Products
from impact.tree import THERE

Row = tuple[str, str, str, str]
"""What was touched: kind, place, aspect and fingerprint."""


def without_products(
    touched: Iterable[Row], names: str, products: Products, variable: Callable[[str], str]
) -> Iterator[Row]:
    """Yield the rows of a child that are dependencies here as well, with the fingerprints that they have here.

    `names` is the fingerprint under which the whole tree is booked here; `variable` gives the content id that an
    environment variable had when the run began.
    """
    before = products.before
    folders = {place.rpartition("/")[0] or "." for place in before}
    for kind, place, aspect, seen in touched:
        fingerprint = seen
        if kind == Kind.TREE:
            fingerprint = names
        elif kind == Kind.VARIABLE and seen != variable(place):
            continue  # the tests set it for the child
        elif kind == Kind.FILE and products.before_of(place) not in (None, seen):
            continue
        elif kind == Kind.DIRECTORY and place in folders:
            if aspect == WHOLE:
                fingerprint = products.listing(place)
            elif seen == THERE and before.get(aspect if place == "." else f"{place}/{aspect}") == ABSENT:
                continue
        yield kind, place, aspect, fingerprint
