"""A burndown as a picture: one SVG that stands for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from codemods.inventory.history import Point

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 320, 60, 40, 50
_STEPS = 4


def draw(points: Sequence[Point], title: str) -> str:
    """Return the SVG: sites over days, a mark and a tooltip for each commit."""
    highest = max((point.counts.total() for point in points), default=0)
    top = _ceiling(highest)
    first, last = points[0].day, points[-1].day
    days = max((last - first).days, 1)

    def x(point: Point, index: int) -> float:
        share = (point.day - first).days / days if last > first else index / max(len(points) - 1, 1)
        return _LEFT + share * (_WIDTH - _LEFT - 20)

    def y(number: float) -> float:
        return _TOP + (1 - number / top) * (_HEIGHT - _TOP - _BOTTOM)

    places = [(x(point, index), y(point.counts.total())) for index, point in enumerate(points)]
    line = " ".join(f"{left:.1f},{height:.1f}" for left, height in places)
    marks = "".join(
        f'<circle cx="{left:.1f}" cy="{height:.1f}" r="3"><title>{_told(point)}</title></circle>'
        for (left, height), point in zip(places, points, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' aria-label="{escape(title)}" font-family="sans-serif" font-size="12">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>'
        f'<text x="{_LEFT}" y="22" font-size="15">{escape(title)}</text>{_grid(top, y)}'
        f'<polyline points="{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>'
        f'<g fill="#1f6feb">{marks}</g>'
        f'<text x="{_LEFT}" y="{_HEIGHT - 20}">{first}</text>'
        f'<text x="{_WIDTH - 20}" y="{_HEIGHT - 20}" text-anchor="end">{last}</text></svg>\n'
    )


def _grid(top: int, y: Callable[[float], float]) -> str:
    rows = []
    for step in range(_STEPS + 1):
        number = top * step // _STEPS
        height = y(number)
        rows.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{height:.1f}" y2="{height:.1f}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 8}" y="{height + 4:.1f}" text-anchor="end">{number:,}</text>'
        )
    return "".join(rows)


def _told(point: Point) -> str:
    return escape(f"{point.day} {point.commit[:10]}: {point.counts.total():,}")


def _ceiling(number: int) -> int:
    """Return a round number that is not smaller, and that the steps divide."""
    unit = 1
    while unit * 10 <= number:
        unit *= 10
    return max(-(-number // unit) * unit, _STEPS) if number else _STEPS
