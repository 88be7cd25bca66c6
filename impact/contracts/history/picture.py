"""The burndown as an SVG: a line for each contract, over the commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from impact.contracts.history.burndown import Point

_WIDTH, _HEIGHT, _LEFT, _TOP = 720, 300, 60, 24
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Told apart by everybody: Okabe and Ito (2008), "Color universal design"."""


def draw(points: Sequence[Point], names: Sequence[tuple[str, str]]) -> str:
    """Return the picture. `names` are the ids of the contracts and their names."""
    height = _HEIGHT + _TOP + 60 + 18 * len(names)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH + _LEFT + 30} {height}"'
        ' font-family="sans-serif" font-size="12" role="img">',
        "<title>Imports that break contracts, commit by commit</title>",
        *_axes(points),
    ]
    top = max((count for point in points for count in point.counts.values()), default=0)
    for number, (identity, name) in enumerate(names):
        colour = _COLOURS[number % len(_COLOURS)]
        counts = [point.counts.get(identity, 0) for point in points]
        spots = " ".join(f"{_x(at, len(points)):.1f},{_y(count, top):.1f}" for at, count in enumerate(counts))
        lines.append(f'<polyline points="{spots}" fill="none" stroke="{colour}" stroke-width="2"/>')
        below = _TOP + _HEIGHT + 50 + 18 * number
        lines.append(f'<rect x="{_LEFT}" y="{below}" width="12" height="12" fill="{colour}"/>')
        last = f": {counts[-1]:,}" if counts else ""
        lines.append(f'<text x="{_LEFT + 18}" y="{below + 11}">{escape(name)}{last}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _axes(points: Sequence[Point]) -> Iterator[str]:
    top = max((count for point in points for count in point.counts.values()), default=0)
    for part in range(5):
        y = _TOP + _HEIGHT * part / 4
        yield f'<line x1="{_LEFT}" y1="{y}" x2="{_LEFT + _WIDTH}" y2="{y}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{top * (4 - part) / 4:g}</text>'
    for at in sorted({0, len(points) // 2, len(points) - 1} & set(range(len(points)))):
        anchor = "start" if at == 0 else "end" if at == len(points) - 1 else "middle"
        x = _x(at, len(points))
        day = escape(points[at].commit.day)
        yield f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 20}" text-anchor="{anchor}">{day}</text>'


def _x(at: int, number: int) -> float:
    return _LEFT + _WIDTH * at / max(1, number - 1)


def _y(count: int, top: int) -> float:
    return _TOP + _HEIGHT * (1 - count / max(1, top))
