"""Draws the README's picture from real output of the demo: what was edited, and how each run ended.

python tests/real/dev_loop.py | python docs/pictures/draw.py docs/pictures/dev-loop.svg
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

_SHOWN = (
    (re.compile(r"^# (?!Go on)"), "bold cyan"),
    (re.compile(r"^\$ pytest"), "bold"),
    (re.compile(r"^\+(?!\+)"), "green"),
    (re.compile(r"^-(?!-)"), "red"),
    (re.compile(r"^=+ .* in [\d.]+s"), "dim"),
    (re.compile(r"^impacted: "), "bold yellow"),
)
"""The lines that tell the story, with their styles; the first pattern that fits counts."""


def draw(lines: Iterable[str]) -> str:
    """Return an SVG picture of a terminal that shows the telling lines."""
    console = Console(record=True, width=110, file=io.StringIO())
    for line in lines:
        style = next((style for pattern, style in _SHOWN if pattern.match(line)), None)
        if style is not None:
            if line.startswith("# "):
                console.print()
            console.print(Text(re.sub(r"=+", "==", line.rstrip()) if line.startswith("==") else line.rstrip(), style))
    picture = console.export_svg(title="pytest --impacted", unique_id="dev-loop")
    # The fonts would be fetched from elsewhere: the reader's own monospace will do.
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(sys.stdin), encoding="utf-8")
