"""Sizes as people read them."""

from __future__ import annotations


def readable_size(size: int) -> str:
    """Return a number of bytes in the largest unit that leaves a whole one."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
