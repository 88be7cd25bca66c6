"""The faults that this recipe can name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codemods.errors import CodemodError, did_you_mean

_SHOWN = 4
"""So many reasons are told, of however many there are."""


class UnknownView(CodemodError):
    """No view of the tree is called `name`."""

    def __init__(self, name: str, reason: str, known: Iterable[str] = ()) -> None:
        super().__init__(
            f"There is no view {name!r}: {reason}.{did_you_mean(name, known)}"
            " Say it as package.module.name, or as path/of/the/file.py:name."
        )
        self.name = name


class AmbiguousView(CodemodError):
    """Several views are called `name`."""

    def __init__(self, name: str, places: Sequence[str]) -> None:
        super().__init__(f"{name!r} may be any of {', '.join(places)}: say one of these.")
        self.name, self.places = name, tuple(places)


class ViewRefused(CodemodError):
    """A view can't be treated as asked; nothing was changed. `reasons` are lines and what stands there."""

    def __init__(self, path: str, name: str, reasons: Sequence[tuple[int, str]], advice: str) -> None:
        told = "; ".join(f"line {line} {reason}" if line else reason for line, reason in reasons[:_SHOWN])
        told += f"; and {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
        super().__init__(f"{path}: {name} is left alone: {told}. {advice}")
        self.path, self.name, self.reasons = path, name, tuple(reasons)


class SettingAbsent(CodemodError):
    """No settings module of the tree defines `name`, and what would be written reads it at start."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No settings module of the tree defines {name}, and a URL conf that reads it could not be loaded."
            " Define it first."
        )
        self.name = name
