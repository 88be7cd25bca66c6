"""Mako templates."""

from __future__ import annotations

from codemods.errors import SourceUnreadable
from codemods.sources.shadow import Shadow


def cast_mako(text: str) -> tuple[Shadow, int]:
    """Return a Python shadow of a template's code, and how many parts of it could not be parsed."""
    raise SourceUnreadable("Mako is not there")
