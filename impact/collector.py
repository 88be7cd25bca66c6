"""Python's collector of cyclic garbage, kept from looking at what we build."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be collected inside: what we build there is none, and each collection would visit all of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def set_apart() -> Callable[[], None]:
    """Keep the collector from visiting what is there now; return what undoes that.

    A collection takes as long as there are objects to visit, and what recording holds comes besides: this outweighs it.
    Where something is set apart already, by whomever, nothing happens.
    """
    if gc.get_freeze_count():
        return lambda: None
    gc.freeze()
    return gc.unfreeze
