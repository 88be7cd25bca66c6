"""What every recorder of entered code can do, whatever it is built on."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Protocol

PlaceOf = Callable[[CodeType], int | None]
"""The number of the place that a code object's entry is booked under, or None when its entry need not be seen.

Several code objects may share one number: a function, its lambdas and its comprehensions.
"""


class Recorder(Protocol):
    """Tells which project code was entered."""

    name: str
    """How the recorder is called in options and reports: "marker", "monitor"."""

    gap: bool
    """Whether code may have run unseen before the last take: somebody switched the recorder off, and it began anew."""

    def prepare(self, code: CodeType, place_of: PlaceOf) -> CodeType:
        """Make a module body and every code object nested in it observable; return the code to run instead."""

    def take(self) -> list[int]:
        """Return the distinct numbers of the places entered since the last take, and start anew."""

    def close(self) -> None:
        """Stop recording and give everything back; a second call does nothing."""
