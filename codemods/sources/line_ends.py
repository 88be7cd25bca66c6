"""For tools that know one kind of line end: the text with that kind, and their answer with its own again."""

from __future__ import annotations

from collections.abc import Callable

from codemods.errors import SourceUnreadable


def with_line_feeds(text: str, change: Callable[[str], str]) -> str:
    """Return what `change` makes of a text that it gets with line feeds alone, and with an end to the last line.

    :raises SourceUnreadable: if line ends of several kinds stand in the text.
    """
    returns, windows = text.count("\r"), text.count("\r\n")
    if returns != windows or (windows and windows != text.count("\n")):
        raise SourceUnreadable("its lines end in several ways, which this tool would make one")
    plain = text.replace("\r\n", "\n")
    ended = plain.endswith("\n") or not plain
    changed = change(plain if ended else plain + "\n")
    if not ended:
        changed = changed.removesuffix("\n")
    return changed.replace("\n", "\r\n") if windows else changed
